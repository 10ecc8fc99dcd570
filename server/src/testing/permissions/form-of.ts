/** A form with a message and a small text file. */
export function formOf(message: object): FormData {
  const form = new FormData();
  form.append("message", JSON.stringify(message));
  form.append("file", new Blob(["a few words"], { type: "text/plain" }), "words.txt");
  return form;
}
