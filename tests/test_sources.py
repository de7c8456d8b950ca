import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from ingest.scan.folders import find, find_at
from ingest.scan.source_file import Problem, SourceFile, source_hash
from qa_bot.errors import ArticleError, UsageError

NOBODY = 65534  # a user without rights


def found(*paths: Path, max_file_mb: float = 1) -> list[SourceFile]:
    return [each for each in find(paths, max_file_mb) if isinstance(each, SourceFile)]


def problems(*paths: Path, max_file_mb: float = 1) -> list[Problem]:
    return [each for each in find(paths, max_file_mb) if isinstance(each, Problem)]


def write(path: Path, text: str = "The ferry sank.") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def lines_file(path: Path, *records: object) -> Path:
    return write(path, "".join(json.dumps(record) + "\n" for record in records))


def test_a_folder_is_read_recursively_and_in_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a.MD", "sub/deep/c.html"):
        write(tmp_path / name)
    assert [each.doc for each in found(tmp_path)] == ["a.MD", "b.txt", "sub/deep/c.html"]
    assert found(tmp_path)[0].kind == ".md"
    assert {each.source for each in found(tmp_path)} == {str(tmp_path)}


def test_hidden_and_unsupported_files_are_left_out(tmp_path: Path) -> None:
    for name in (".hidden.txt", ".git/x.txt", "photo.jpg", "notes"):
        write(tmp_path / name)
    assert list(find([tmp_path], 1)) == []


def test_the_lock_of_a_document_open_in_word_is_passed_over_in_silence(tmp_path: Path) -> None:
    story = write(tmp_path / "harvest.docx")
    lock = write(tmp_path / "~$rvest.docx", "Ada Cole")
    assert [each.doc for each in found(tmp_path)] == ["harvest.docx"] and not problems(tmp_path)
    assert [each.doc for each in found(story, lock)] == ["harvest.docx"] and not problems(story, lock)
    assert list(find_at([lock], [tmp_path], 1)) == []


def test_an_unsupported_file_named_directly_is_a_problem(tmp_path: Path) -> None:
    (problem,) = problems(write(tmp_path / "photo.jpg"))
    assert problem.doc == "photo.jpg" and ".docx" in problem.reason


def test_a_single_file_belongs_to_its_folder(tmp_path: Path) -> None:
    (only,) = found(write(tmp_path / "sub" / "a.txt"))
    assert (only.source, only.doc) == (str(tmp_path / "sub"), "a.txt")


def test_a_folder_that_does_not_exist_is_named_before_anything_is_yielded(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nowhere"):
        find([tmp_path, tmp_path / "nowhere"], 1)


def test_paths_inside_another_given_path_are_read_once(tmp_path: Path) -> None:
    inner = write(tmp_path / "sub" / "a.txt")
    assert [each.doc for each in found(inner, tmp_path / "sub", tmp_path, tmp_path)] == ["sub/a.txt"]


def test_the_same_name_in_two_folders_is_two_sources(tmp_path: Path) -> None:
    write(tmp_path / "one" / "x.txt")
    write(tmp_path / "two" / "x.txt")
    both = found(tmp_path / "one", tmp_path / "two")
    assert [each.doc for each in both] == ["x.txt", "x.txt"] and both[0].source != both[1].source


@pytest.mark.parametrize(
    ("link", "target", "reason"),
    [
        ("away.txt", "../outside.txt", "out of the folder"),
        ("loop", ".", "in a circle"),
        ("self.txt", "self.txt", "to nothing or to itself"),
        ("gone.txt", "missing.txt", "to nothing or to itself"),
        ("copy.txt", "a.txt", "to another article"),
    ],
)
def test_symbolic_links_are_reported_and_not_followed(
    tmp_path: Path, link: str, target: str, reason: str
) -> None:
    write(tmp_path / "outside.txt")
    folder = write(tmp_path / "folder" / "a.txt").parent
    (folder / link).symlink_to(target)
    assert [each.doc for each in found(folder)] == ["a.txt"]
    assert [(each.doc, reason in each.reason) for each in problems(folder)] == [(link, True)]


def test_a_link_named_by_the_user_is_read(tmp_path: Path) -> None:
    write(tmp_path / "real" / "a.txt")
    (tmp_path / "latest").symlink_to("real")
    assert [each.source for each in found(tmp_path / "latest")] == [str(tmp_path / "real")]


def test_a_file_that_vanishes_is_an_article_error(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt")
    (source_file,) = found(tmp_path)
    path.unlink()
    with pytest.raises(ArticleError, match="vanished"):
        source_file.read()


def test_a_file_over_the_limit_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(200_000_000)
    (source_file,) = found(tmp_path, max_file_mb=50)
    with pytest.raises(ArticleError, match="larger than 50 MB"):
        source_file.read()


def test_a_file_without_permission_is_an_article_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (source_file,) = found(write(tmp_path / "a.txt"))

    def refuse(path: str, flags: int) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("ingest.scan.source_file._at_once", refuse)  # root may read everything
    with pytest.raises(ArticleError, match="permissions"):
        source_file.read()


def test_a_folder_without_permission_hides_articles() -> None:
    with TemporaryDirectory() as place:  # nobody else may enter pytest's own
        Path(place).chmod(0o755)
        closed = write(Path(place) / "closed" / "a.txt").parent
        closed.chmod(0)
        with without_rights():
            (problem,) = problems(Path(place))
        closed.chmod(0o700)
    assert problem.doc == "closed" and problem.hides


@contextmanager
def without_rights() -> Iterator[None]:
    """As a user who is not root, who may enter every folder."""
    user = os.geteuid()
    os.seteuid(user or NOBODY)
    try:
        yield
    finally:
        os.seteuid(user)


def test_a_file_name_that_is_not_text_gets_a_printable_id(tmp_path: Path) -> None:
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt"))).write_text("Text.")
    (source_file,) = found(tmp_path)
    assert source_file.doc == "caf\\xe9.txt" and source_file.read() == b"Text."


def test_each_json_line_is_an_article_under_its_id(tmp_path: Path) -> None:
    path = lines_file(tmp_path / "news.jsonl", {"id": "a", "text": "One."}, {"id": 7, "text": "Two."})
    assert [(each.doc, each.source) for each in found(path)] == [("a", str(path)), ("7", str(path))]
    assert json.loads(found(tmp_path)[1].read()) == {"id": 7, "text": "Two."}


def test_a_json_line_without_an_id_takes_its_url(tmp_path: Path) -> None:
    path = lines_file(tmp_path / "news.jsonl", {"url": "https://example.org/a", "text": "One."})
    assert [each.doc for each in found(path)] == ["https://example.org/a"]


@pytest.mark.parametrize(
    ("line", "doc", "reason", "hides"),
    [
        (
            '{"id": "b", "text": "Tw',
            "news.jsonl",
            "line 2 is not valid JSON: Unterminated string starting at column 21",
            True,
        ),
        ('["b", "Two."]', "news.jsonl", "line 2 is not a JSON object", True),
        ("[" * 100_000, "news.jsonl", "line 2 is not valid JSON", True),
        ('{"text": "Two."}', "news.jsonl", "line 2 has no id", True),
        ('{"id": "b", "text": "  "}', "b", "line 2 of news.jsonl has no text", False),
        ('{"id": "b", "text": ["Two."]}', "b", "line 2 of news.jsonl has no text", False),
        ('{"id": "a", "text": "Two."}', "a", "line 2 of news.jsonl repeats the id of line 1", False),
        ("x" * 2_000_000, "news.jsonl", "line 2 is larger than 1 MB", True),
    ],
)
def test_a_bad_json_line_is_named_and_the_others_go_in(
    tmp_path: Path, line: str, doc: str, reason: str, hides: bool
) -> None:
    good = '{"id": "%s", "text": "Words."}\n'
    path = write(tmp_path / "news.jsonl", good % "a" + line + "\n" + good % "c")
    assert [each.doc for each in found(path)] == ["a", "c"]
    (problem,) = problems(path)
    assert (problem.doc, problem.hides) == (doc, hides) and problem.reason.startswith(reason)


def test_many_bad_json_lines_are_one_problem(tmp_path: Path) -> None:
    (problem,) = problems(write(tmp_path / "news.jsonl", '[\n{"id": "a", "text": "One."},\n' + "{\n" * 7))
    assert problem.reason == (
        "line 1 is not valid JSON: Expecting value at column 2; "
        "8 more cannot be read either (line 2, 3, 4, 5, 6, …)"
    )


def test_json_lines_in_utf_16_are_one_problem(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    path.write_text('{"id": "a", "text": "One."}\n{"id": "b", "text": "Two."}\n', encoding="utf-16")
    (problem,) = problems(path)
    assert (problem.doc, problem.reason) == ("news.jsonl", "is in UTF-16; save it as UTF-8") and problem.hides


def test_a_byte_order_mark_and_blank_lines_do_not_break_json_lines(tmp_path: Path) -> None:
    path = write(tmp_path / "news.jsonl", '\ufeff{"id": "a", "text": "One."}\n\n\r\n')
    assert [each.doc for each in found(path)] == ["a"] and not problems(path)


def test_ten_thousand_json_lines_stream_quickly(tmp_path: Path) -> None:
    records = (
        {"id": n, "title": f"Harvest {n}", "text": "The olives were late. " * 25} for n in range(10_000)
    )
    path = lines_file(tmp_path / "news.jsonl", *records)
    started = time.process_time()
    assert len({source_hash(each.read()) for each in found(path)}) == 10_000
    assert time.process_time() - started < 2  # 0.15 s where nothing else runs
