"""Pages on which a holder offers places, keeps them true and takes them back."""

from register.vacancies.routes import history, lists, mail_link, numbers, offering, showing, statuses
from register.vacancies.routes.blueprint import blueprint

__all__ = ["blueprint", "history", "lists", "mail_link", "numbers", "offering", "showing", "statuses"]
