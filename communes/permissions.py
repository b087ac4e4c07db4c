"""Who manages places and people: administrators, and nobody else."""

import rules

from communes.models import Role, User


@rules.predicate
def is_administrator(user: User) -> bool:
    """Tell whether the person administers the system."""
    return user.is_active and user.has_role(Role.ADMINISTRATOR)


rules.add_perm("communes", is_administrator)
for _model in ("unit", "unitclass", "user", "membership"):
    for _verb in ("view", "add", "change", "delete", "import", "export"):
        rules.add_perm(f"communes.{_verb}_{_model}", is_administrator)
