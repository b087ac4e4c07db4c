"""The file that names the keys: what it may say, and that no slip in it passes unseen."""

from pathlib import Path

import pytest
from pytest_django import Settings

from tests.kit.test_checks import ids
from tiepcanpl.kit import checks, signing_keys
from tiepcanpl.kit.signing_keys import Key, KeysError, Secret

ROOT = Path(__file__).parents[2]
FILE_KEY = 'unit = "00123"\npkcs12 = "a.p12"\npassphrase_file = "a.pass"\n'


def load(folder: Path, text: str) -> list[Key]:
    (folder / "keys.toml").write_text(text)
    return signing_keys.load(str(folder / "keys.toml"))


def test_no_file_is_no_key() -> None:
    assert signing_keys.load("") == []


def test_the_example_is_right() -> None:
    first, second = signing_keys.load(str(ROOT / "deploy" / "signing-keys.example.toml"))
    assert (first.kinds, second.token, second.secret) == (
        frozenset({"recognition", "certificate"}), "UBND", Secret(file="/run/secrets/hsm.pin"),
    )  # fmt: skip
    assert first.timestamp_url.startswith("https://")


def test_a_key_for_the_kind_comes_before_one_for_all(tmp_path: Path) -> None:
    keys = load(tmp_path, f'[[keys]]\n{FILE_KEY}[[keys]]\n{FILE_KEY}kinds = ["plan"]\n')
    assert signing_keys.key_for(keys, unit="00123", kind="plan") == keys[1]
    assert signing_keys.key_for(keys, unit="00123", kind="receipt") == keys[0]
    assert signing_keys.key_for(keys, unit="00124", kind="plan") is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[keys]]\nunit = ", "cannot be read"),
        ("keys = 1", "has to be a list"),
        ("keys = [1]", "no table"),
        ('[[keys]]\nunit = "1"', "either pkcs12 or pkcs11"),
        ('[[keys]]\npkcs12 = "a"', "lacks unit"),
        ('[[keys]]\nunit = "1"\npkcs11 = "a"', "lacks token, key"),
        ('[[keys]]\nunit = "1"\npkcs12 = "a"\npassphrase = "bi-mat"', "unknown names: passphrase"),
    ],
)
def test_slips_are_named_and_no_secret_is_quoted(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(KeysError, match=said) as slip:
        load(tmp_path, text)
    assert "bi-mat" not in str(slip.value)


def test_secrets_come_from_a_file_or_a_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pass").write_text("mật khẩu \n")
    monkeypatch.setenv("PASS_OF_TESTS", "khác")
    assert Secret(file=str(tmp_path / "pass")).read() == "mật khẩu "
    assert Secret(variable="PASS_OF_TESTS").read() == "khác"
    assert Secret().read() == ""


def test_a_key_without_its_secret_is_found_at_the_start(tmp_path: Path, settings: Settings) -> None:
    settings.SIGNING_KEYS = str(tmp_path / "keys.toml")
    load(tmp_path, f"[[keys]]\n{FILE_KEY.replace('a.pass', str(tmp_path / 'a.pass'))}")
    assert ids(checks.keys_for_signing(None)) == ["kit.E004"]
    (tmp_path / "a.pass").write_text("x")
    assert checks.keys_for_signing(None) == []
