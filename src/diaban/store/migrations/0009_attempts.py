"""Attempts at a password, counted beside the journal."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One table, with no rule but its columns'."""

    dependencies = (("store", "0008_returns"),)

    operations = (
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ("key", models.TextField(primary_key=True, serialize=False)),
                ("count", models.PositiveIntegerField()),
                ("last", models.DateTimeField(db_index=True)),
            ],
            options={"db_table": "store_attempt"},
        ),
    )
