"""Every setting of the service: typed, read once from the environment, refused with all mistakes at once.

Each setting is an environment variable named `REGISTER_` and the field's name in capitals. `docs/settings.md` lists
them, and a test holds the two together.
"""

from datetime import time, timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

Days = Annotated[int, Field(ge=1, le=3650)]
Seconds = Annotated[float, Field(gt=0, le=600)]


class SettingsRefused(Exception):
    """The environment holds settings that cannot be used; `mistakes` names each with what is wrong."""

    def __init__(self, mistakes: tuple[str, ...]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


class Settings(BaseSettings):
    """The service's settings; immutable once read."""

    model_config = SettingsConfigDict(env_prefix="REGISTER_", frozen=True, extra="ignore", env_ignore_empty=True)

    data: Path = Field(Path("data"), description="Folder in which everything embedded lives.")
    database_url: SecretStr | None = Field(
        None, description="SQLAlchemy address of the database; by default a SQLite file in the data folder."
    )
    migration_url: SecretStr | None = Field(
        None, description="Address used for migrations where the application's own role owns no table."
    )
    secret_key: SecretStr | None = Field(
        None, description="Signs sessions; by default made once and kept in the data folder.", min_length=32
    )
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, description="Port to listen on.", ge=0, le=65535)
    public_url: str = Field(
        default_factory=lambda given: f"http://{given.get('host')}:{given.get('port')}",
        description="Address under which people reach the service; by default the one it listens on.",
        pattern=r"^https?://[^/]+$",
    )
    web_workers: int = Field(2, description="Processes that answer requests.", ge=1, le=64)
    trusted_proxies: int = Field(0, description="Proxies in front whose forwarded headers are believed.", ge=0, le=5)

    notifier: Literal["mailbox", "smtp", "notify"] = Field("mailbox", description="How messages leave the service.")
    mail_from: str = Field("no-reply@register.invalid", description="Sender of messages.")
    smtp_url: SecretStr | None = Field(None, description="smtp:// or smtps:// address with user and password.")
    notify_api_key: SecretStr | None = Field(None, description="GOV.UK Notify key.")
    notify_template: str | None = Field(None, description="GOV.UK Notify template with ((subject)) and ((body)).")
    notify_url: str = Field("https://api.notifications.service.gov.uk", description="Where GOV.UK Notify answers.")

    file_store: Literal["folder", "s3"] = Field("folder", description="Where files are kept.")
    s3_url: str | None = Field(None, description="Address of the S3 endpoint; by default Amazon's own.")
    s3_bucket: str | None = Field(None, description="Bucket for files, made with Object Lock and closed to the public.")
    s3_region: str = Field("eu-west-2", description="Region of the bucket.")
    s3_access_key: SecretStr | None = Field(
        None, description="Key for the bucket; by default what the machine's role gives."
    )
    s3_secret_key: SecretStr | None = Field(None, description="Secret of that key.")

    upload_max_megabytes: int = Field(15, description="Largest file of evidence that is taken.", ge=1, le=200)
    upload_max_pages: int = Field(500, description="Most pages that a file of evidence may have.", ge=1, le=5000)
    evidence_max_megabytes: int = Field(
        5000, description="How much evidence of one organisation is kept in all.", ge=1, le=1_000_000
    )
    scanner: Literal["none", "clamd"] = Field("none", description="What looks for viruses in what people give us.")
    clamd_host: str = Field("127.0.0.1", description="Where clamd listens.")
    clamd_port: int = Field(3310, description="Port on which clamd listens.", ge=1, le=65535)
    clamd_seconds: Seconds = Field(60.0, description="How long clamd may take over one file.")

    relay_poll_seconds: Seconds = Field(0.02, description="How often the worker looks for committed changes.")
    relay_lease_seconds: Seconds = Field(15.0, description="How long a worker that fell silent keeps a topic.")
    outbox_keep_days: Days = Field(14, description="How long handled messages of the outbox are kept.")
    audit_seal_seconds: Seconds = Field(10.0, description="How often the worker seals committed audit rows.")

    area_minimum_postcodes: int = Field(
        300, description="A postcode district with fewer postcode locations is merged with its neighbours.", ge=1
    )
    area_minimum_households: int = Field(
        20, description="Behind how many approved households of its agency a foster household is shown.", ge=2
    )
    import_gone_percent: float = Field(
        10.0, description="Share of settings for each year since the last full file above which a file is held.", gt=0
    )
    import_max_unpacked_megabytes: int = Field(400, description="Largest workbook that is opened, unpacked.", ge=1)
    import_max_ratio: int = Field(100, description="Largest compression ratio of a workbook that is opened.", ge=2)
    import_hosts: tuple[str, ...] = Field(
        ("assets.publishing.service.gov.uk", "www.careinspectorate.com", "digital.careinspectorate.wales"),
        description="Hosts from which regulator files may be fetched; HOST:PORT for another port than 443.",
    )

    api_requests_per_minute: int = Field(
        300, description="Requests a minute that all keys of one organisation may make together.", ge=1, le=100_000
    )

    session_hours: int = Field(12, description="Longest time a person stays signed in.", ge=1, le=72)
    invitation_days: Days = Field(7, description="How long an invitation may be accepted.")
    claim_code_hours: int = Field(
        72, description="Hours for which the code of an owner's first claim can be entered.", ge=1, le=336
    )
    capacity_reconfirm_days: Days = Field(365, description="How long a granted buying capacity stands unconfirmed.")

    confirm_days_home: Days = Field(7, description="Days until a home's vacancy is due for confirmation.")
    confirm_days_fostering: Days = Field(7, description="Days until a fostering vacancy is due for confirmation.")
    confirm_days_school: Days = Field(28, description="Days until a residential school's vacancy is due.")
    confirm_days_planned: Days = Field(14, description="Days until a planned vacancy is due for confirmation.")
    confirm_hours_emergency: int = Field(24, description="Hours until an emergency vacancy is due.", ge=1, le=720)
    remind_hours_before: int = Field(
        24, description="Hours before the due date at which a reminder goes out; sooner for short times.", ge=1, le=336
    )
    hide_after_days: Days = Field(7, description="Days after the due date at which a vacancy is no longer found.")

    office_opens: time = Field(time(9), description="When contact teams begin to answer on working days.")
    office_closes: time = Field(time(17), description="When they stop; then the out-of-hours number is shown.")

    @property
    def sqlalchemy_url(self) -> str:
        """Return the database's address, the embedded file by default."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{(self.data / 'register.sqlite').resolve()}"

    @property
    def session_lifetime(self) -> timedelta:
        """Return the longest time that a person stays signed in."""
        return timedelta(hours=self.session_hours)


def read_settings(**given: object) -> Settings:
    """Read the environment; `given` wins over it. Raises SettingsRefused with every mistake."""
    try:
        settings = Settings(**given)  # type: ignore[arg-type]  # pydantic checks each
    except ValidationError as error:
        # What is derived from a mistake is not one more.
        mistakes = [one for one in error.errors(include_input=False) if one["type"] != "default_factory_not_called"]
        raise SettingsRefused(tuple(_in_words(one) for one in mistakes)) from None
    missing = []
    if settings.notifier == "smtp" and settings.smtp_url is None:
        missing.append("REGISTER_SMTP_URL: needed because REGISTER_NOTIFIER is smtp")
    if settings.notifier == "notify":
        missing += [
            f"REGISTER_{name.upper()}: needed because REGISTER_NOTIFIER is notify"
            for name in ("notify_api_key", "notify_template")
            if getattr(settings, name) is None
        ]
    if settings.file_store == "s3" and settings.s3_bucket is None:
        missing.append("REGISTER_S3_BUCKET: needed because REGISTER_FILE_STORE is s3")
    if (settings.s3_access_key is None) != (settings.s3_secret_key is None):
        missing.append("REGISTER_S3_ACCESS_KEY and REGISTER_S3_SECRET_KEY: give both or neither")
    if missing:
        raise SettingsRefused(tuple(missing))
    return settings


def _in_words(error: object) -> str:
    if not isinstance(error, dict):  # pragma: no cover - pydantic's contract
        return str(error)
    where = "_".join(str(part) for part in error["loc"]).upper()
    return f"REGISTER_{where}: {error['msg']}"
