// Fields of the forms that add texts: how files are read.

export function ReadingFields() {
  return (
    <details class="reading-fields">
      <summary>Columns and encoding</summary>
      <div class="fields">
        <div class="field">
          <label>
            Text column of a .csv <input name="textColumn" placeholder="text" autocomplete="off" />
          </label>
        </div>
        <div class="field">
          <label>
            Id column <input name="idColumn" placeholder="id" autocomplete="off" />
          </label>
        </div>
        <div class="field">
          <label>
            Encoding <input name="encoding" placeholder="recognised" autocomplete="off" spellcheck={false} />
          </label>
        </div>
      </div>
    </details>
  );
}
