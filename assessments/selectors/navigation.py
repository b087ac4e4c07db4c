"""What the head of every page says about the person who is signed in, and where the person can go."""

from dataclasses import dataclass

from django.urls import reverse

from communes.models import OFFICE_ROLES, Role, User

COUNCIL_READERS = OFFICE_ROLES | {Role.COUNCIL_MEMBER}


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of the main navigation."""

    title: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Head:
    """Name and roles of the person, the authority for which the person works, the navigation."""

    name: str
    role: str
    authority: str
    links: tuple[Link, ...]


def head_of(user: User, path: str) -> Head:
    """Return the head of the page at `path`."""
    roles = dict.fromkeys(f"{row.get_role_display()}, {_inside(row.unit.full_name)}" for row in user.held)
    unit = user.held[0].unit.full_name if user.held else ""
    return Head(
        name=str(user),
        role="; ".join(roles) or "Chưa được giao vai trò",
        authority=f"Ủy ban nhân dân {_inside(unit)}" if unit else "Hệ thống thông tin",
        links=_links(user, path),
    )


def _inside(name: str) -> str:
    return name[:1].lower() + name[1:]


def _links(user: User, path: str) -> tuple[Link, ...]:
    home = reverse("assessments:home")
    places = {
        "Trang chủ": home,
        "Hồ sơ": reverse("assessments:dossier_list"),
        "Đợt đánh giá": reverse("assessments:campaign_list"),
        "Bộ tiêu chí": reverse("assessments:standard_list"),
        "Báo cáo": reverse("assessments:report_list"),
    }
    if user.role_units.keys() == {Role.SPECIALIST}:  # they read nothing of what these lead to
        places = {title: places[title] for title in ("Trang chủ", "Bộ tiêu chí")}
    if user.has_role(Role.SPECIALIST):
        places["Yêu cầu cho ý kiến"] = reverse("assessments:specialist_list")
    if user.has_role(Role.REVIEWER) or user.has_role(Role.OFFICE_HEAD):
        places["Phân công"] = reverse("assessments:workload_detail")
    if OFFICE_ROLES & user.role_units.keys():
        places["Quyết định"] = reverse("assessments:decision_list")
        places["Công bố"] = reverse("assessments:publication_list")
    if COUNCIL_READERS & user.role_units.keys():
        places["Hội đồng"] = reverse("assessments:council_list")
    if user.is_staff:
        places["Quản trị"] = reverse("admin:index")
    return tuple(
        Link(title, url, path == home if url == home else path.startswith(url)) for title, url in places.items()
    )
