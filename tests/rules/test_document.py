from bot.rules import programmes
from docs.write_rules import PAGE, text


def test_the_page_of_the_rules_is_what_the_files_say_today():
    # .venv/bin/python -m docs.write_rules
    assert PAGE.read_text("utf-8") == text(programmes())


def test_the_page_names_every_rule_with_every_clause():
    page = PAGE.read_text("utf-8")
    for programme in programmes().values():
        part = page[page.index(f"\n## {programme.title}\n") :]
        for rule in programme.rules:
            assert f"`{rule.id}`" in part or (programme.parent and rule.title in part)
            assert all(str(source) in page for source in rule.sources)
