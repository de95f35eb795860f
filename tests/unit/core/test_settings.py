from pathlib import Path

from register.settings import Settings


def test_links_lead_to_where_the_service_listens_unless_told_otherwise(tmp_path: Path) -> None:
    assert Settings(data=tmp_path).public_url == "http://127.0.0.1:8000"
    assert Settings(data=tmp_path, port=8765).public_url == "http://127.0.0.1:8765"
    told = Settings(data=tmp_path, port=8765, public_url="https://register.example")
    assert told.public_url == "https://register.example"
