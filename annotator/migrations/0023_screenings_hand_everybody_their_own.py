from django.db import migrations

# What somebody skipped in a screening left an open slot that anybody could be handed. The pool is made of all slots, also
# closed ones, so nothing that people could be screened on is lost: the qualification makes slots of its own.
CLOSE = """
UPDATE annotator_assignment SET status = 'CLOSED'
WHERE status = 'OPEN' AND kept_for_id IS NULL
  AND queue_id IN (SELECT screening_id FROM annotator_qualificationgate)
"""
# Slots from before they said for whom they are: whoever is at one is screened on it.
KEEP = """
UPDATE annotator_assignment SET kept_for_id = annotator_id
WHERE status = 'CLAIMED' AND kept_for_id IS NULL
  AND queue_id IN (SELECT screening_id FROM annotator_qualificationgate)
"""


class Migration(migrations.Migration):

    dependencies = [
        ('annotator', '0022_attempts_at_a_problem'),
    ]

    operations = [
        migrations.RunSQL(CLOSE, migrations.RunSQL.noop),
        migrations.RunSQL(KEEP, migrations.RunSQL.noop),
    ]
