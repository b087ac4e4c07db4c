"""Counts what was concluded in the present round of each dossier before the count was kept."""

from django.db import migrations
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce


def count(apps, schema_editor):
    dossier, review = (apps.get_model("assessments", name) for name in ("Dossier", "ItemReview"))
    found = review.objects.filter(dossier=OuterRef("pk"), round=OuterRef("round")).order_by().values("dossier")
    dossier.objects.update(reviewed_count=Coalesce(Subquery(found.annotate(n=Count("pk")).values("n")), 0))


class Migration(migrations.Migration):
    dependencies = [("assessments", "0015_reviewed_count")]
    operations = [migrations.RunPython(count, migrations.RunPython.noop, elidable=True)]
