#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make NAME.txt and NAME.gold.json of every marked/NAME.txt (README.md says how
these are marked).  With --check, only say which are not up to date; with --show,
print every span; with --dress DIRECTORY, write each article there in other
dress: DIRECTORY/DRESS/NAME.txt and NAME.gold.json, which has in "moved" where
each character of prose/NAME.txt went.
"""
import json, pathlib, re, sys

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1] / 'make'))
sys.dont_write_bytecode = True
import dress

FOOTER = 500  # characters from one footer to the next
NARROW = 72   # columns
ROLE = {'c': 'content', 'v': 'cue', 's': 'source'}
TAG = re.compile(r'\{(t|[cvs]\d+(?:,[cvs]?\d+)*):|\}')


def wrap(text, width):
    """TEXT with spaces made newlines so that no line is longer than WIDTH."""
    lines = []
    for line in text.split('\n'):
        while len(line) > width and ' ' in line.strip():
            cut = line.rfind(' ', 1, width + 1)
            if cut < 1:
                cut = line.find(' ', 1)
            lines.append(line[:cut])
            line = line[cut + 1:]
        lines.append(line)
    return '\n'.join(lines)


def curl(text, gold):
    """Straight marks bent, by what stands before them; LaTeX's left alone."""
    text = re.sub(r"(^|[\s(\[—“‘-])\"(?=\S)", r'\1“', text)
    text = re.sub(r'(?<!\d)"', '”', text)
    text = re.sub(r"(?<!')(^|[\s(\[—“])'(?=[^'\s\d])", r'\1‘', text)
    return re.sub(r"(?<!')'(?!')", '’', text), gold


def tighten(text, gold):
    """Paragraphs without a blank line between them, one a line."""
    return dress.put([(m.start(), m.end(), '\n') for m in re.finditer(r'\n\n+', text)],
                     text, gold)


DRESSES = {
    'prose': lambda text, gold: (text, gold),
    'lines': tighten,
    'wrapped': dress.wrap,
    'narrow': lambda text, gold: dress.wrap(text, gold, NARROW),
    'straight': dress.straighten,
    'curly': curl,
    'footers': lambda text, gold: dress.foot(text, gold, FOOTER),
    'all': lambda text, gold: dress.everything(text, gold, FOOTER),
}


def write_dressed(directory):
    for path in sorted((HERE / 'marked').glob('*.txt')):
        plain, said, terms = read(path, False)
        terms = [{'content': [t], 'term': True} for t in terms]
        each = {'content': [[i, i + 1] for i in range(len(plain))]}
        for name, change in DRESSES.items():
            text, (moved, *gold) = change(plain, [each] + said + terms)
            home = directory / name
            home.mkdir(parents=True, exist_ok=True)
            (home / path.name).write_text(text, encoding='utf8')
            (home / f'{path.stem}.gold.json').write_text(json.dumps(
                {'terms': [a['content'][0] for a in gold if a.get('term')],
                 'attributions': [a for a in gold if not a.get('term')],
                 'moved': [start for start, _ in moved['content']]}), encoding='utf8')


def read(path, wrapped=True):
    body, trailer = path.read_text(encoding='utf8').split('\n%%\n')
    width, said = 0, {}
    for line in trailer.splitlines():
        if line.startswith('wrap '):
            width = int(line[5:])
        elif line:
            number, kind, speaker = line.split(' ', 2)
            said[int(number)] = {'content': [], 'cue': [], 'source': [],
                                 'speaker': None if speaker == '-' else speaker, 'kind': kind}
    text, stack, terms, at = [], [], [], 0
    for m in TAG.finditer(body):
        text.append(body[at:m.start()])
        at = m.end()
        here = sum(map(len, text))
        if m[0] != '}':
            stack.append((m[1], here))
            continue
        tag, start = stack.pop()
        if tag == 't':
            terms.append([start, here])
            continue
        role = ''
        for one in tag.split(','):
            role = one[0] if one[0] in ROLE else role
            said[int(one.lstrip('cvs'))][ROLE[role]].append([start, here])
    assert not stack, f'{path.name}: {stack[-1][0]} is not closed'
    text.append(body[at:])
    text = ''.join(text) + '\n'
    for n, a in said.items():
        assert a['content'], f'{path.name}: {n} has no content'
        for role in ROLE.values():
            a[role].sort()
    order = sorted(said.values(), key=lambda a: a['content'])
    return wrap(text, width) if width and wrapped else text, order, sorted(terms)


def main():
    if sys.argv[1:2] == ['--dress']:
        return write_dressed(pathlib.Path(sys.argv[2]))
    stale = 0
    for path in sorted((HERE / 'marked').glob('*.txt')):
        text, said, terms = read(path)
        plain, gold = HERE / path.name, HERE / f'{path.stem}.gold.json'
        old = json.loads(gold.read_text(encoding='utf8')) if gold.exists() else {}
        floor = old.get('floor', {'found': 0, 'speaker': 0})
        rows = ',\n  '.join(json.dumps(a, ensure_ascii=False) for a in said)
        new = (f'{{"id": {json.dumps(path.stem)},\n "floor": {json.dumps(floor)},\n'
               f' "terms": {json.dumps(terms)},\n "attributions": [\n  {rows}]}}\n')
        if '--show' in sys.argv:
            print(f'== {path.stem}, {len(text.split())} words')
            for a in said:
                pieces = [' … '.join(text[s:e] for s, e in a[r]).replace('\n', ' ') or '-'
                          for r in ('source', 'cue', 'content')]
                print(f"  {a['kind']:8s} {a['speaker'] or '-':24s} | {' | '.join(pieces)}")
            for s, e in terms:
                print(f'  term     {text[s:e]!r}')
        same = (plain.exists() and plain.read_text(encoding='utf8') == text
                and gold.exists() and gold.read_text(encoding='utf8') == new)
        if same or '--show' in sys.argv:
            continue
        if '--check' in sys.argv:
            print(f'{plain.name} or {gold.name} is not what marked/{path.name} makes')
            stale += 1
        else:
            plain.write_text(text, encoding='utf8')
            gold.write_text(new, encoding='utf8')
    sys.exit(stale > 0)


if __name__ == '__main__':
    main()
