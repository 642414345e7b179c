#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the same articles lose in other dress.

usage: make/dress.py GOLD.jsonl SCORE_QUOTES.py BENCH-ANALYZE MODEL DIRECTORY

Each article is dressed anew, gold's offsets go along, and all is scored again:

  wrapped    lines broken at 80 columns, nothing else
  filled     the same, and a blank line between paragraphs
  straight   straight marks and apostrophes
  footers    a page footer with a URL in mid-sentence every 1,500 characters
  all        filled, straight, with footers

Prints the F1 of quoted passages and of attributions in each dress, and what
they lose against the article as it is; the mark is 1 point and 2.
"""
import json, pathlib, re, subprocess, sys

COLUMNS, PAGE = 80, 1500
STRAIGHT = str.maketrans('“”„‟‘’‚‛', '""""\'\'\'\'')
ROLES = ('content', 'cue', 'source')


def put(edits, text, gold):
    """TEXT with EDITS done: (start, end, new), in order; GOLD's offsets moved.
    An offset inside what is replaced goes to its start."""
    out, at, shifts = [], 0, []
    for start, end, new in edits:
        out += [text[at:start], new]
        at = end
        shifts.append((start, end, len(new) - (end - start)))
    out.append(text[at:])

    moved = list(range(len(text) + 1))
    shift, k = 0, 0
    for i in range(len(text) + 1):
        while k < len(shifts) and shifts[k][1] <= i:
            shift += shifts[k][2]
            k += 1
        inside = k < len(shifts) and shifts[k][0] < i
        moved[i] = (shifts[k][0] if inside else i) + shift

    def move(span):
        # An end does not go over what is put in after it.
        return [moved[span[0]], moved[span[1] - 1] + 1]

    return ''.join(out), [dict(a, **{r: [move(s) for s in a.get(r) or []] for r in ROLES})
                          for a in gold]


def wrap(text, gold, columns=COLUMNS):
    edits, start = [], 0
    for line in text.split('\n'):
        width, space = 0, None
        for i, c in enumerate(line):
            width += 1
            if c == ' ':
                if width > columns and space is not None:
                    edits.append((start + space, start + space + 1, '\n'))
                    width = i - space
                space = i
        if width > columns and space is not None:
            edits.append((start + space, start + space + 1, '\n'))
        start += len(line) + 1
    return put(edits, text, gold)


def part(text, gold):
    """A blank line for each single newline."""
    return put([(m.start(), m.end(), '\n\n') for m in re.finditer(r'(?<!\n)\n(?!\n)', text)],
               text, gold)


def fill(text, gold):
    return wrap(*part(text, gold))


def straighten(text, gold):
    return text.translate(STRAIGHT), gold


def foot(text, gold, page=PAGE):
    edits, at = [], page
    while at < len(text):
        m = re.compile(r'(?<=[^\s.?!:]) (?=\S)').search(text, at)
        if not m:
            break
        edits.append((m.start(), m.end(),
                      '\n\nhttps://www.example.com/news/2026/article-70412.html\n\n'))
        at = m.end() + page
    return put(edits, text, gold)


def everything(text, gold, page=PAGE):
    # Pages are broken in lines, so that a footer stands between two of them.
    text, gold = fill(*straighten(text, gold))
    edits, at = [], page
    while at < len(text):
        m = re.compile(r'(?<=[^\s.?!:])\n(?=\S)').search(text, at)
        if not m:
            break
        edits.append((m.start(), m.end(),
                      '\n\nhttps://www.example.com/news/2026/article-70412.html\n\n'))
        at = m.end() + page
    return put(edits, text, gold)


DRESSES = {'as it is': lambda text, gold: (text, gold), 'wrapped': wrap, 'filled': fill,
           'straight': straighten, 'footers': foot, 'all': everything}


def main():
    if len(sys.argv) != 6:
        sys.exit(__doc__)
    gold_path, scorer, bench, model, out = sys.argv[1:]
    articles = [json.loads(line) for line in open(gold_path, encoding='utf8')]
    out = pathlib.Path(out)
    out.mkdir(parents=True, exist_ok=True)
    print(f"{'dress':10s} {'quoted':>7s} {'loss':>6s} {'attribution':>12s} {'loss':>6s}")
    plain = None
    for name, dress in DRESSES.items():
        stem = name.replace(' ', '-')
        gold, found = out / f'{stem}.gold.jsonl', out / f'{stem}.jsonl'
        with open(gold, 'w', encoding='utf8') as f:
            for a in articles:
                text, said = dress(a['text'], a['attributions'])
                f.write(json.dumps({'id': a['id'], 'text': text, 'attributions': said}) + '\n')
        subprocess.run([bench, '-r', '1', model, gold, found], check=True,
                       stdout=subprocess.DEVNULL)
        score = json.loads(subprocess.run([sys.executable, scorer, gold, found, '--json'],
                                          check=True, stdout=subprocess.PIPE).stdout)
        quoted, attribution = score['quoted']['f1'], score['attribution']['f1']
        plain = plain or (quoted, attribution)
        print(f'{name:10s} {quoted:7.1f} {plain[0] - quoted:6.1f} {attribution:12.1f}'
              f' {plain[1] - attribution:6.1f}')


if __name__ == '__main__':
    main()
