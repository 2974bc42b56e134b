// The keys, for the dialog that lists them and for the help page.

export function Keys() {
  return (
    <dl class="keys">
      {keys.map(([key, what]) => (
        <div key={key}>
          <dt>
            <kbd>{key}</kbd>
          </dt>
          <dd>{what}</dd>
        </div>
      ))}
    </dl>
  );
}

const keys: readonly (readonly [string, string])[] = [
  ['/', 'go to the search form, with the old word selected'],
  ['j, ↓', 'next line'],
  ['k, ↑', 'line before'],
  ['→, ←', 'through what can be done with the line'],
  ['m', 'more like this line'],
  ['n', 'not like this line'],
  ['Enter', 'show its context'],
  ['d', 'open its document'],
  ['s', 'see or correct its sense'],
  ['n, p', 'in a document: next occurrence, or the one before'],
  ['← →', 'in a document with the senses of all words: next word, or the one before'],
  ['?', 'list these keys'],
];
