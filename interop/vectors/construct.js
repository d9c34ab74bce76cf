// Definitions with something wrong in them, for what ElectroDB has against each.

/** What can be done to a definition; each takes a copy. */
const CHANGES = [
  // Indexes.
  ({ indexes }, random) => delete random.of(Object.values(indexes)).pk,
  ({ indexes }, random) => delete random.of(Object.values(indexes)).sk,
  ({ indexes }, random) => delete random.of(Object.values(indexes)).index,
  ({ indexes }, random) => (random.of(Object.values(indexes)).index = "gsi1"),
  ({ indexes }, random) => (random.of(Object.values(indexes)).index = ""),
  ({ indexes }, random) => (random.of(Object.values(indexes)).collection = random.of(["c", "", ["a", "b"], ["a", "a"]])),
  ({ indexes }, random) => (random.of(Object.values(indexes)).type = random.of(["clustered", "isolated", "composite", "other"])),
  ({ indexes }, random) => (random.of(Object.values(indexes)).scope = random.of(["s", ""])),
  ({ indexes }) => (indexes.again = Object.values(indexes)[0]),
  ({ indexes }, random) => (indexes.other = { ...random.of(Object.values(indexes)), index: "gsi9" }),
  // Keys.
  (model, random) => key(model, random).composite?.push(random.of(Object.keys(model.attributes))),
  (model, random) => key(model, random).composite?.push("nobody"),
  (model, random) => (key(model, random).casing = random.of(["upper", "lower", "none", "default", "odd"])),
  (model, random) => (key(model, random).cast = random.of(["number", "string", "odd"])),
  (model, random) => (key(model, random).field = random.of(["pk", "sk", "gsi1pk", ...Object.keys(model.attributes)])),
  (model, random) => delete key(model, random).field,
  (model, random) => (key(model, random).template = random.of(["", "A#${id}", "A#${nobody}", "${a}#${b}", "plain"])),
  (model, random) => delete key(model, random).composite,
  (model, random) => (key(model, random).composite = []),
  // Attributes.
  (model, random) => (attribute(model, random).type = random.of(["map", "list", "set", "any", "date", 5, ["a", "b"]])),
  (model, random) => (attribute(model, random).field = random.of(["pk", "sk", "same", ...Object.keys(model.attributes)])),
  (model, random) => (attribute(model, random).label = random.of(["l", ""])),
  (model, random) => (attribute(model, random).watch = random.of([["nobody"], "*", [], Object.keys(model.attributes).slice(0, 2)])),
  (model, random) => (attribute(model, random).padding = random.of([{ length: 3, char: "0" }, { length: 3 }, { char: "0" }])),
  (model, random) => (attribute(model, random).properties = {}),
  (model, random) => (attribute(model, random).items = random.of(["string", { type: "string" }, { type: "date" }])),
  (model, random) => delete model.attributes[random.of(Object.keys(model.attributes))],
  // Names.
  ({ model = {} }, random) => delete model[random.of(["entity", "service", "version"])],
  ({ model = {} }, random) => (model[random.of(["entity", "service", "version"])] = ""),
  (model, random) => delete model[random.of(["model", "attributes", "indexes"])],
];

function key({ indexes }, random) {
  const index = random.of(Object.values(indexes));
  return random.chance(0.5) ? (index.pk ?? {}) : (index.sk ?? {});
}

function attribute({ attributes }, random) {
  const name = random.of(Object.keys(attributes));
  if (typeof attributes[name] !== "object" || Array.isArray(attributes[name])) {
    attributes[name] = { type: attributes[name] };
  }
  return attributes[name];
}

/** A copy with a change: of several errors, each side tells the one that it finds first. */
export function spoil(model, random) {
  const copy = structuredClone(model);
  try {
    random.of(CHANGES)(copy, random);
  } catch {
    // There is nothing of the kind.
  }
  return copy;
}
