import datetime as dt
from typing import Any

from flask_security import AsaList, RoleMixin, UserMixin, WebAuthnMixin, naive_utcnow
from sqlalchemy import CheckConstraint, DateTime, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.areas.models import Area
from crm.core.labels import Labelled
from crm.core.models import Base, Timestamped, pk


class AccountRole(Labelled):
    ADMINISTRATOR = "administrator", "Administrator"
    COORDINATOR = "coordinator", "Coordinator"
    ADVISER = "adviser", "Adviser"
    VIEWER = "viewer", "Viewer"
    GROUP_LEAD = "group_lead", "Group safeguarding lead"
    GROUP_MEMBER = "group_member", "Group member"


GROUP_ROLES = frozenset({AccountRole.GROUP_LEAD, AccountRole.GROUP_MEMBER})


class Account(UserMixin, Timestamped, Base):
    """Flask-Security reads and writes the columns from `password` to `fs_webauthn_user_handle`."""

    __tablename__ = "account"
    id: Mapped[pk]
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    is_demo: Mapped[bool] = mapped_column(default=False)
    password: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(unique=True)
    tf_primary_method: Mapped[str | None]
    tf_totp_secret: Mapped[str | None]
    mf_recovery_codes: Mapped[Any] = mapped_column(MutableList.as_mutable(AsaList()), nullable=True)
    fs_webauthn_user_handle: Mapped[str | None] = mapped_column(unique=True)  # type: ignore[assignment]
    # Asked for once, of the one who signed in; the many accounts that are only named do not bring their grants.
    grants: Mapped[list["AreaGrant"]] = relationship(lazy="select", back_populates="account")
    webauthn: Mapped[list["Passkey"]] = relationship(lazy="select", back_populates="account")  # type: ignore[assignment]

    @property
    def roles(self) -> list[Any]:  # type: ignore[override]
        """What Flask-Security asks of everybody; nobody has a role of its kind, because ours are grants."""
        return []

    @property
    def held_roles(self) -> set[AccountRole]:
        return {grant.role for grant in self.grants}

    @property
    def idle_minutes(self) -> int:
        return 20 if GROUP_ROLES.issuperset(self.held_roles) else 30

    def needs_second_factor(self) -> bool:
        """Every staff role and group leads, outside demonstration data (architecture.md 3)."""
        return not self.is_demo and any(role is not AccountRole.GROUP_MEMBER for role in self.held_roles)

    def check_tf_required(self, methods: list[tuple[str, str]], fresh: bool) -> tuple[bool, list[tuple[str, str]]]:
        """Asked for at sign-in once there is one; until then `sessions` opens only the pages that set one up."""
        return bool(methods), methods

    def check_tf_required_setup(self) -> bool:
        return self.needs_second_factor()


class AreaGrant(Base):
    """A role for one area, for the whole region, or for one organisation."""

    __tablename__ = "area_grant"
    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN area_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN organisation_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN region_wide THEN 1 ELSE 0 END) = 1",
            name="one_reach",
        ),
        CheckConstraint(
            "(role IN ('group_lead', 'group_member')) = (organisation_id IS NOT NULL)", name="groups_by_organisation"
        ),
        UniqueConstraint("account_id", "role", "area_id", "organisation_id"),
    )
    id: Mapped[pk]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[AccountRole]
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    region_wide: Mapped[bool] = mapped_column(default=False)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    account: Mapped[Account] = relationship(lazy="raise_on_sql", back_populates="grants")
    area: Mapped[Area | None] = relationship(lazy="raise_on_sql")


class Passkey(WebAuthnMixin, Base):
    """A passkey, in the shape that Flask-Security expects of it; its instants are naive UTC."""

    __tablename__ = "passkey"
    id: Mapped[pk]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(default=0)
    transports: Mapped[Any] = mapped_column(MutableList.as_mutable(AsaList()), nullable=True)
    backup_state: Mapped[bool]
    device_type: Mapped[str]
    extensions: Mapped[str | None]
    create_datetime: Mapped[dt.datetime] = mapped_column(DateTime, default=naive_utcnow)
    lastuse_datetime: Mapped[dt.datetime] = mapped_column(DateTime)
    name: Mapped[str]
    usage: Mapped[str]
    account: Mapped[Account] = relationship(lazy="select", back_populates="webauthn")

    def get_user_mapping(self) -> dict[str, Any]:
        return {"id": self.account_id}


class NoRole(RoleMixin):
    """Flask-Security wants a role class; Footbridge's roles are grants, so it is never stored."""

    id: int
    name: str
