// Files and folders dropped on the collection page are sent as its forms would send them: files under their names, those
// of a folder under their paths in it.

const place = document.querySelector('.drop');

/** What was dropped, as files with their paths. A browser lists a folder a hundred entries at a time. */
async function filesIn(entry, folder = '') {
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    return [[folder + entry.name, file]];
  }
  const reader = entry.createReader();
  const files = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return files;
    for (const one of some) {
      if (!one.name.startsWith('.')) files.push(...(await filesIn(one, `${folder}${entry.name}/`)));
    }
  }
}

async function send(entries, files) {
  const form = new FormData(place.querySelector('form'));
  form.delete('files');
  for (const entry of entries) {
    for (const [name, file] of await filesIn(entry)) form.append('files', file, name);
  }
  if (entries.length === 0) for (const file of files) form.append('files', file);
  const answer = await fetch(place.querySelector('form').action, { method: 'POST', body: form });
  if (answer.ok) location.assign(answer.url);
  else document.querySelector('.drop [role="status"]').textContent = await reasonIn(answer);
}

/** The page that says what was wrong, in short. */
async function reasonIn(answer) {
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  return page.querySelector('main')?.textContent.trim() ?? 'It could not be sent.';
}

if (place) {
  const mark = (isOver) => place.classList.toggle('over', isOver);
  place.addEventListener('dragover', (event) => {
    event.preventDefault();
    mark(true);
  });
  place.addEventListener('dragleave', () => mark(false));
  place.addEventListener('drop', (event) => {
    event.preventDefault();
    mark(false);
    // they are gone once this handler has returned
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry()).filter(Boolean);
    const files = [...event.dataTransfer.files];
    if (entries.length === 0 && files.length === 0) return;
    send(entries, files).catch(() => {
      place.querySelector('[role="status"]').textContent =
        'It could not be sent: the server does not answer, or a file cannot be read. Drop them again.';
    });
  });
}
