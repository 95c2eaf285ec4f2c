"""A run as JUnit XML, which continuous integration shows.

In: Verdicts, and what the gate found. Out: XML text: one test for each answer, one for the gate.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree

from eval.measures import Verdict
from eval.summary import inert, told


def junit(verdicts: Sequence[Verdict], problems: Sequence[str]) -> str:
    """The document."""
    failures = sum(not v.passed for v in verdicts) + bool(problems)
    suite = ElementTree.Element("testsuite", name="anze", tests=str(len(verdicts) + 1), failures=str(failures))
    for v in verdicts:
        name = f"{v.case}#{v.repeat}" if v.repeat else v.case
        test = ElementTree.SubElement(
            suite, "testcase", classname=inert(v.tags[0] if v.tags else "cases"), name=inert(name)
        )
        if not v.passed:
            ElementTree.SubElement(test, "failure", message=told(v), type=v.step or "case")
    gate = ElementTree.SubElement(suite, "testcase", classname="gate", name="gate")
    if problems:
        ElementTree.SubElement(gate, "failure", message="；".join(map(inert, problems)), type="gate")
    ElementTree.indent(suite)
    return ElementTree.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"
