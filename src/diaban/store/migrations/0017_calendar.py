"""What the calendar of returns asks stands in two indexes: it reads no row of forty thousand."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Both cover every column that is asked for; rows and rules stay as they are."""

    dependencies = (("store", "0016_subjects"),)

    operations = (
        migrations.AddIndex(
            model_name="return",
            index=models.Index(
                fields=["form", "rule", "calendar", "key", "corrects", "id", "unit", "act"], name="return_of_series"
            ),
        ),
        migrations.AddIndex(
            model_name="returnstep",
            index=models.Index(fields=["of", "id", "kind", "act", "closed_by"], name="return_steps_told"),
        ),
    )
