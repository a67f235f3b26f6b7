"""The kind of an aid is a column; the proxies, one a kind, were asked by nothing. No table changes."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("business", "0008_words_of_commitments")]

    operations = [migrations.DeleteModel(name=name) for name in ("Expertise", "Loan", "Subsidy")]
