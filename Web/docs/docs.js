// Renders the API document: endpoints by group, schemas, errors. Text goes into the page by textContent, never as HTML.

const methods = ["get", "post", "put", "patch", "delete"];
const place = document.getElementById("document");

function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children.filter(child => child !== null && child !== undefined));
    return element;
}

function resolver(root) {
    return function resolve(value) {
        if (!value?.$ref) return value;
        return resolve(value.$ref.slice(2).split("/").reduce((node, name) => node[name], root));
    };
}

const nameOf = value => value?.$ref?.split("/").at(-1);
const slug = text => text.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");

function schemaLink(schema) {
    const name = nameOf(schema);
    if (name) return make("a", { href: `#schema-${slug(name)}` }, name);
    return make("code", {}, typeText(schema));
}

function typeText(schema) {
    if (!schema || Object.keys(schema).length === 0) return "anything";
    if (schema.$ref) return nameOf(schema);
    if (schema.const !== undefined) return JSON.stringify(schema.const);
    if (schema.enum) return schema.enum.map(value => JSON.stringify(value)).join(" | ");
    for (const word of ["anyOf", "oneOf"]) if (schema[word] && !schema.properties) return schema[word].map(typeText).join(" | ");
    if (schema.allOf) return schema.allOf.map(typeText).join(" & ");
    const type = [schema.type ?? "object"].flat().join(" | ");
    return type === "array" ? `array of ${typeText(schema.items)}` : type;
}

function limits(schema) {
    const words = { minLength: "at least", maxLength: "at most", minimum: "from", maximum: "to", maxItems: "at most", pattern: "matches", format: "format", default: "default" };
    const units = { minLength: " characters", maxLength: " characters", maxItems: " items" };
    return Object.entries(words).filter(([key]) => schema?.[key] !== undefined)
        .map(([key, word]) => `${word} ${schema[key]}${units[key] ?? ""}`).join(", ");
}

function membersTable(schema, resolve) {
    const rows = Object.entries(schema.properties ?? {}).map(([name, member]) => make("tr", {},
        make("td", {}, make("code", {}, name), schema.required?.includes(name) ? " required" : ""),
        make("td", {}, schemaLink(member)),
        make("td", {}, [resolve(member)?.description, limits(resolve(member))].filter(Boolean).join(" "))));
    if (rows.length === 0) return null;
    return table(["Member", "Type", "Meaning"], rows);
}

function table(headings, rows) {
    const head = make("tr", {}, ...headings.map(text => make("th", { scope: "col" }, text)));
    return make("div", { class: "scroll", tabindex: "0" }, make("table", {}, make("thead", {}, head), make("tbody", {}, ...rows)));
}

function contents(content, resolve) {
    return Object.entries(content ?? {}).flatMap(([type, media]) => [
        make("p", {}, make("code", {}, type), " ", schemaLink(media.schema)),
        media.schema && !media.schema.$ref ? membersTable(resolve(media.schema), resolve) : null,
        media.example ? make("pre", {}, JSON.stringify(media.example, null, 2)) : null,
    ]);
}

function operationView(path, method, operation, resolve) {
    const parameters = (operation.parameters ?? []).map(resolve).map(parameter => make("tr", {},
        make("td", {}, make("code", {}, parameter.name), parameter.required ? " required" : ""),
        make("td", {}, parameter.in),
        make("td", {}, [parameter.description, limits(resolve(parameter.schema))].filter(Boolean).join(" "))));
    const answers = Object.entries(operation.responses).map(([status, reference]) => {
        const answer = resolve(reference);
        return make("tr", {}, make("td", {}, make("code", {}, status)),
            make("td", {}, answer.description,
                answer.headers ? make("p", { class: "quiet" }, `Headers: ${Object.keys(answer.headers).join(", ")}`) : null,
                ...contents(answer.content, resolve)));
    });
    const body = resolve(operation.requestBody);
    return make("details", { class: "operation", id: operation.operationId },
        make("summary", {}, make("span", { class: "method" }, method.toUpperCase()), make("code", {}, path),
            make("span", { class: "quiet" }, operation.summary)),
        make("div", {},
            operation.description ? make("p", {}, operation.description) : null,
            operation.security ? make("p", { class: "quiet" }, `Access token: ${operation.security.some(one => Object.keys(one).length === 0) ? "optional" : "needed"}.`) : null,
            ...(parameters.length ? [make("h3", {}, "Parameters"), table(["Name", "In", "Meaning"], parameters)] : []),
            ...(body ? [make("h3", {}, `Body${body.required ? "" : " (optional)"}`), ...contents(body.content, resolve)] : []),
            make("h3", {}, "Answers"), table(["Status", "Meaning"], answers)));
}

// Where each error code is explained: the answers that can carry it.
function errorsView(root) {
    const meanings = new Map(root.components.schemas.ErrorCode.enum.map(code => [code, []]));
    for (const answer of Object.values(root.components.responses)) {
        const problem = answer.content?.["application/problem+json"]?.schema?.allOf?.[1]?.properties?.error?.enum ?? [];
        for (const code of problem) {
            const part = answer.description.split(". ").find(sentence => sentence.includes(`${code}:`)) ?? answer.description;
            if (!meanings.get(code)?.includes(part)) meanings.get(code)?.push(part);
        }
    }
    return table(["Code", "Meaning"], [...meanings].map(([code, texts]) => make("tr", { id: `error-${code}` },
        make("td", {}, make("code", {}, code)), make("td", {}, texts[0] ?? ""))));
}

function render(root) {
    const resolve = resolver(root);
    const groups = root.tags.map(tag => {
        const operations = Object.entries(root.paths).flatMap(([path, item]) => methods
            .filter(method => item[method]?.tags.includes(tag.name))
            .map(method => operationView(path, method, item[method], resolve)));
        return make("section", { id: slug(tag.name) }, make("h2", {}, tag.name), make("p", {}, tag.description), ...operations);
    });
    const schemas = Object.entries(root.components.schemas).map(([name, schema]) => make("details", { class: "operation", id: `schema-${slug(name)}` },
        make("summary", {}, make("code", {}, name), make("span", { class: "quiet" }, schema.description ?? "")),
        make("div", {}, make("p", {}, make("code", {}, typeText(schema)), " ", limits(schema)), membersTable(schema, resolve))));
    const links = [...root.tags.map(tag => tag.name), "Schemas", "Errors"]
        .map(name => make("li", {}, make("a", { href: `#${slug(name)}` }, name)));
    place.replaceChildren(
        make("h1", {}, `${root.info.title} API ${root.info.version}`), make("p", {}, root.info.description),
        make("nav", { "aria-label": "Groups" }, make("ul", { class: "toc" }, ...links)), ...groups,
        make("section", { id: "schemas" }, make("h2", {}, "Schemas"), ...schemas),
        make("section", { id: "errors" }, make("h2", {}, "Errors"), errorsView(root)));
    reveal();
}

// Opens what the fragment names; the document was not there yet when the browser looked for it.
function reveal() {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    if (target.matches("details")) target.open = true;
    target.scrollIntoView();
}

addEventListener("hashchange", reveal);
try {
    const answer = await fetch("/assets/openapi.json");
    if (!answer.ok) throw new Error(`the server returned ${answer.status}`);
    render(await answer.json());
} catch (error) {
    place.replaceChildren(make("p", { class: "bad", role: "alert" }, `The API document cannot be shown: ${error.message}`));
}
