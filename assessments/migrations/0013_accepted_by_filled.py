"""Fills in who had accepted the items that were drawn before this was kept: who concluded them in that round."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def remember(apps, schema_editor):
    look, review = (apps.get_model("assessments", name) for name in ("SecondLook", "ItemReview"))
    draw = apps.get_model("assessments", "SecondLookDraw").objects.filter(pk=OuterRef(OuterRef("draw")))
    found = review.objects.filter(
        dossier=Subquery(draw.values("dossier")), round=Subquery(draw.values("round")), item_code=OuterRef("item_code")
    )
    look.objects.update(accepted_by=Subquery(found.order_by().values("reviewed_by")[:1]))


class Migration(migrations.Migration):
    dependencies = [("assessments", "0012_accepted_by")]
    operations = [migrations.RunPython(remember, migrations.RunPython.noop, elidable=True)]
