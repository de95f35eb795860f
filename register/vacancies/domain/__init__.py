"""Rules of vacancies: statuses and what may follow what, places, freshness."""
