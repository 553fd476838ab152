// A field above a searchable part of a page hides the rows of its tables that do not have all words typed into it.
function addFilter() {
  const part = document.querySelector("div.searchable");
  if (!part || part.querySelector("input.filter")) return;
  const field = document.createElement("input");
  field.type = "search";
  field.className = "filter";
  field.placeholder = "Filter: name, library, version …";
  field.setAttribute("aria-label", "Filter the tables");
  const count = document.createElement("span");
  count.setAttribute("role", "status");
  part.prepend(field, count);
  const sections = [...part.querySelectorAll("table")].map((table) => {
    const wrapper = table.closest(".md-typeset__scrollwrap") || table;
    let heading = wrapper.previousElementSibling;
    return { wrapper, heading, rows: [...table.tBodies[0].rows] };
  });
  field.addEventListener("input", () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const { wrapper, heading, rows } of sections) {
      let some = false;
      const title = heading ? heading.textContent.toLowerCase() : "";
      for (const row of rows) {
        const text = title + " " + row.textContent.toLowerCase();
        row.hidden = !words.every((word) => text.includes(word));
        some ||= !row.hidden;
        shown += row.hidden ? 0 : 1;
      }
      wrapper.hidden = !some;
      if (heading) heading.hidden = !some;
    }
    count.textContent = words.length ? ` ${shown} found` : "";
  });
}
if (typeof document$ !== "undefined") document$.subscribe(addFilter);
else document.addEventListener("DOMContentLoaded", addFilter);
