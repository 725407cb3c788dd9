"""infra/rates.md says what the code counts."""

from chalicelib.domain.rates import RATES, rates_of

from infra import rates


def test_document_is_fresh() -> None:
    assert rates.FILE.read_text(encoding="utf-8") == rates.document(), "run python -m infra.rates"


def test_every_rate_has_a_source_and_an_example_that_counts_something() -> None:
    for name, held in RATES.items():
        assert held.source
        assert rates_of(rates.measures(held.example))[name].denominator >= 30, name
