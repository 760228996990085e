// A module that another one imports: writes a result into the page.
export function show(name, value) {
  const term = document.createElement("dt");
  const detail = document.createElement("dd");
  term.textContent = name;
  detail.textContent = value;
  document.querySelector("#results").append(term, detail);
}
