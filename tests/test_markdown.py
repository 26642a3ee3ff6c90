"""Markdown into blocks and safe HTML."""

from __future__ import annotations

from pathlib import Path

import pytest

from scormpack.blocks import Callout, Cards, Code, Figure, Prose
from scormpack.load.files import find_file
from scormpack.load.markdown import Reader
from scormpack.text import Block

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 200"/>'


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "loop.svg").write_text(SVG)
    return Reader(lambda name: find_file(tmp_path, name))


def only(blocks: tuple[Block, ...]) -> Block:
    (block,) = blocks
    return block


def test_running_text_is_one_block_until_another_kind_comes(reader: Reader) -> None:
    blocks = reader.blocks("One.\n\n- a\n- b\n\n::: key Remember\nThis.\n:::\n\nTwo.")
    assert [block.type for block in blocks] == ["prose", "callout", "prose"]


def test_a_callout_has_its_kind_its_title_and_blocks_of_its_own(reader: Reader) -> None:
    callout = only(reader.blocks("::: warning The Evaluation Trap\nText.\n\n```python\nx = 1\n```\n:::"))
    assert isinstance(callout, Callout)
    assert (callout.kind, callout.title) == ("warning", "The Evaluation Trap")
    assert [block.type for block in callout.blocks] == ["prose", "code"]


def test_cards_are_the_terms_of_a_definition_list(reader: Reader) -> None:
    cards = only(reader.blocks("::: cards\nSelf-Play\n: A model *plays* itself.\n\nRLAIF\n: AI feedback.\n:::"))
    assert isinstance(cards, Cards)
    assert [(card.term, card.html) for card in cards.cards] == [
        ("Self-Play", "A model <em>plays</em> itself."),
        ("RLAIF", "AI feedback."),
    ]


def test_a_picture_alone_is_a_figure_with_its_title_as_caption(reader: Reader) -> None:
    figure = only(reader.blocks('![A loop](images/loop.svg "The *loop* & its tail")'))
    assert isinstance(figure, Figure)
    assert figure.src == "media/images/loop.svg"
    assert figure.alt == "A loop"
    assert figure.caption == "The <em>loop</em> &amp; its tail"
    assert (figure.width, figure.height) == (640, 200)
    assert list(reader.assets) == ["media/images/loop.svg"]


def test_a_picture_in_a_sentence_stays_in_it(reader: Reader) -> None:
    prose = only(reader.blocks("See ![a loop](images/loop.svg) here."))
    assert isinstance(prose, Prose)
    assert '<img src="media/images/loop.svg" alt="a loop"' in prose.html


def test_code_is_highlighted_and_escaped(reader: Reader) -> None:
    code = only(reader.blocks("```python\nif a < b: pass  # <script>\n```"))
    assert isinstance(code, Code)
    assert code.language == "python"
    assert '<span class="k">if</span>' in code.html
    assert "<script>" not in code.html
    assert "&lt;script&gt;" in code.html


def test_code_stands_in_a_prompt_and_in_a_list_too(reader: Reader) -> None:
    assert '<span class="k">if</span>' in reader.text("What does this do?\n\n```python\nif x: pass\n```").html
    prose = only(reader.blocks("- one\n\n  ```python\n  if x: pass\n  ```"))
    assert isinstance(prose, Prose)
    assert '<span class="k">if</span>' in prose.html


def test_a_column_is_aligned_without_a_style_in_the_page(reader: Reader) -> None:
    (block,) = reader.blocks("| a | b | c |\n|---|--:|:-:|\n| 1 | 2 | 3 |\n")
    assert isinstance(block, Prose)
    assert "style" not in block.html
    assert '<th class="to-right">b</th>' in block.html
    assert '<td class="to-center">3</td>' in block.html


def test_tables_footnotes_and_definition_lists_are_read(reader: Reader) -> None:
    html = "".join(
        block.html
        for block in reader.blocks("| a | b |\n|---|---|\n| 1 | 2 |\n\nX[^1]\n\n[^1]: Note.\n\nTerm\n: Meaning")
        if isinstance(block, Prose)
    )
    assert "<td>1</td>" in html
    assert 'class="footnote' in html
    assert "<dt>Term</dt>" in html


def test_footnotes_of_two_lessons_do_not_share_anchors(reader: Reader) -> None:
    first, second = (reader.blocks("X[^1]\n\n[^1]: Note.") for _ in range(2))
    anchors = [{part for part in str(blocks).split('"') if part.startswith("fn")} for blocks in (first, second)]
    assert anchors[0]
    assert not anchors[0] & anchors[1]


def test_links_to_parts_are_collected_and_marked_for_the_player(reader: Reader) -> None:
    prose = only(reader.blocks("Back to [lesson one](#lesson-1)."))
    assert isinstance(prose, Prose)
    assert 'href="#lesson-1" data-goto="lesson-1"' in prose.html
    assert reader.part_links == [("lesson-1", "#lesson-1")]


def test_links_to_the_web_open_outside_the_lms_frame(reader: Reader) -> None:
    prose = only(reader.blocks("[Site](https://example.org)"))
    assert isinstance(prose, Prose)
    assert 'target="_blank" rel="noopener noreferrer"' in prose.html


@pytest.mark.parametrize(
    ("source", "html", "plain"),
    [
        ("Plain words - as they are: yes", "Plain words - as they are: yes", "Plain words - as they are: yes"),
        ("a < b & c", "a &lt; b &amp; c", "a < b & c"),
        ("*one* `two`", "<em>one</em> <code>two</code>", "one two"),
        ('it\'s "so"', 'it\'s "so"', 'it\'s "so"'),
        ("3 - 2", "3 - 2", "3 - 2"),
        ("folded\nline", "folded\nline", "folded line"),
    ],
)
def test_a_line_is_the_same_with_and_without_the_shortcut(source: str, html: str, plain: str, reader: Reader) -> None:
    text = reader.line(source)
    assert (text.html.replace("&quot;", '"'), text.plain) == (html, plain)


def test_a_comment_of_the_author_is_left_out(reader: Reader) -> None:
    assert "later" not in str(reader.blocks("One.\n\n<!-- write more later -->\n\nTwo."))
