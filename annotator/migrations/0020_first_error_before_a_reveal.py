from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('annotator', '0019_preferences'),
    ]

    operations = [
        migrations.AddField(
            model_name='reveal',
            name='first_error_before',
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='reveal',
            name='no_error_before',
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
