from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("assessments", "0018_issuing")]

    operations = []
