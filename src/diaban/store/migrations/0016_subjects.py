"""Rows about what reporters named are found by that name."""

from django.db import migrations, models

SUBJECTS = (
    ("stagereport", "works"),
    ("milestone", "works"),
    ("progressplan", "works"),
    ("worksprogress", "works"),
    ("payment", "works"),
    ("modification", "works"),
    ("completion", "works"),
    ("worksdocument", "works"),
    ("obstacle", "works"),
    ("directive", "works"),
    ("inspection", "works"),
    ("programme", "programme"),
    ("programmemoney", "programme"),
    ("project", "project"),
    ("works", "works"),
    ("package", "package"),
    ("capitalplan", "works"),
    ("movementmodel", "model"),
    ("modelplace", "place"),
    ("modelteam", "team"),
)


class Migration(migrations.Migration):
    """An index for each table; its rules stay as they are."""

    dependencies = (("store", "0015_public_tables"),)

    operations = tuple(
        migrations.AddIndex(model_name=model, index=models.Index(fields=[column], name=f"{model}_subject"))
        for model, column in SUBJECTS
    )
