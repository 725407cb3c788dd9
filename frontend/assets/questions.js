// What the chosen category asks besides: its questions appear under it and keep what was answered.

export function questions(place, words, answers) {
  let offered = [];
  let asked = [];

  function field(question) {
    const name = `answers.${question.name}`;
    const box = document.createElement("div");
    box.className = "field";
    const label = document.createElement("label");
    label.htmlFor = name;
    label.textContent = question.required ? question.text : question.text + words.optional;
    const control = question.kind === "choice" ? choices(question) : document.createElement("input");
    if (question.kind === "date") control.type = "date";
    control.id = name;
    control.name = name;
    control.autocomplete = "off";
    control.value = answers()[question.name] ?? "";
    box.append(label, control);
    return box;
  }

  function choices(question) {
    const list = document.createElement("select");
    list.append(new Option(words.choose, ""), ...question.choices.map((each) => new Option(each.name, each.code)));
    return list;
  }

  return {
    offer(all) {
      offered = all;
    },
    show(category) {
      asked = offered.filter((each) => category.startsWith(each.category));
      place.replaceChildren(...asked.map(field));
    },
    asked: () => asked,
    // What is answered now, by the question's name; only of the category that is chosen.
    given() {
      const said = {};
      for (const { name } of asked) {
        const value = document.getElementById(`answers.${name}`).value.trim();
        if (value) said[name] = value;
      }
      return said;
    },
  };
}
