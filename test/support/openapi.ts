/**
 * Checks requests against GitHub's own OpenAPI description, so that a sandbox that is too forgiving does not hide a
 * request that GitHub would refuse.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

/** A request as a server recorded it. The path is without the query, and still percent-encoded. */
export interface RecordedRequest {
  method: string;
  path: string;
  query?: Record<string, string | string[]> | URLSearchParams;
  headers?: Record<string, string | string[] | undefined>;
  /** The parsed JSON, or `undefined` where there was none. */
  body?: unknown;
}

interface Reference {
  $ref: string;
}

interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  schema: Schema;
  /** GitHub's own: the value may contain slashes. */
  'x-multi-segment'?: boolean;
}

interface Schema {
  $ref?: string;
  type?: string;
  properties?: Record<string, Schema>;
  additionalProperties?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
}

interface Operation {
  parameters?: (Parameter | Reference)[];
  requestBody?: { required?: boolean; content: Record<string, { schema: Schema }> };
}

interface Description {
  paths: Record<string, Record<string, Operation>>;
  components: { parameters: Record<string, Parameter> };
}

interface Match {
  template: string;
  values: Map<string, string>;
}

const DESCRIPTION = '@octokit/openapi/generated/api.github.com.json';
const ID = 'github';

/** What is wrong with a request by GitHub's description of api.github.com; nothing where the list is empty. */
export function problemsOf(request: RecordedRequest): string[] {
  const matches = matchPath(request);
  if (!isFilled(matches)) return [`no path of GitHub's API is ${request.path}`];

  const method = request.method.toLowerCase();
  const { paths } = load().description;
  const match = matches.find(({ template }) => paths[template]?.[method] !== undefined) ?? matches[0];
  const operation = paths[match.template]?.[method];
  if (operation === undefined) return [`${match.template} has no method ${request.method.toUpperCase()}`];

  const parameters = (operation.parameters ?? []).map(resolve);
  return [
    ...pathProblems(parameters, match),
    ...queryProblems(parameters, queryOf(request)),
    ...headerProblems(parameters, request),
    ...bodyProblems(operation, `/paths/${escapePointer(match.template)}/${method}`, request),
  ].map((problem) => `${request.method.toUpperCase()} ${match.template}: ${problem}`);
}

/**
 * What is wrong with the fields of an answer by a schema of GitHub's description, such as `diff-entry`: their types, and
 * whether there are such. An answer may leave any of them out.
 */
export function problemsOfAnswer(schema: string, body: unknown): string[] {
  ofAnswers ??= newAjv(inParts(load().description), {});
  const validate = ofAnswers.compile({ $ref: `${ID}#/components/schemas/${schema}` });
  return validate(body) ? [] : [explain(validate)];
}

function pathProblems(parameters: Parameter[], { values }: Match): string[] {
  return parameters
    .filter((parameter) => parameter.in === 'path')
    .flatMap((parameter) => valueProblems(parameter, values.get(parameter.name)));
}

function queryProblems(parameters: Parameter[], query: Map<string, string | string[]>): string[] {
  const known = new Map(parameters.filter((one) => one.in === 'query').map((one) => [one.name, one]));
  const unknown = [...query.keys()].filter((name) => !known.has(name));
  return [
    ...unknown.map((name) => `the query parameter "${name}" is not declared`),
    ...[...known.values()].flatMap((parameter) => valueProblems(parameter, query.get(parameter.name))),
  ];
}

function headerProblems(parameters: Parameter[], { headers = {} }: RecordedRequest): string[] {
  const given = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
  return parameters
    .filter((parameter) => parameter.in === 'header' && parameter.required && !given.has(parameter.name.toLowerCase()))
    .map((parameter) => `the header "${parameter.name}" is missing`);
}

function valueProblems(parameter: Parameter, value: string | string[] | undefined): string[] {
  const name = `the ${parameter.in} parameter "${parameter.name}"`;
  if (value === undefined) return parameter.required ? [`${name} is missing`] : [];
  const { ofText } = load();
  // Wrapped, for only a value inside of another can be turned from text into a number.
  const validate = ofText.compile({ type: 'object', properties: { value: absolute(parameter.schema) } });
  return validate({ value }) ? [] : [`${name} is ${JSON.stringify(value)}, which ${explain(validate)}`];
}

function bodyProblems(operation: Operation, pointer: string, { body }: RecordedRequest): string[] {
  const declared = operation.requestBody;
  if (declared === undefined) return body === undefined ? [] : ['has a body, though none is declared'];
  if (body === undefined) return declared.required ? ['has no body, though one is required'] : [];
  const schema = declared.content['application/json']?.schema;
  if (schema === undefined) return ['has a JSON body, though none is declared'];

  const content = `${pointer}/requestBody/content/${escapePointer('application/json')}/schema`;
  const validate = load().ofJson.compile({ $ref: `${ID}#${encodeURI(content)}` });
  return [
    ...(validate(body) ? [] : [`the body ${explain(validate)}`]),
    ...undeclaredKeys(schema, body).map((key) => `the body's "${key}" is not declared`),
  ];
}

/** GitHub ignores keys that it does not know, which hides a misspelt one. */
function undeclaredKeys(schema: Schema, body: unknown): string[] {
  const open = schema.properties === undefined || schema.anyOf || schema.oneOf || schema.allOf || schema.$ref;
  if (open || schema.additionalProperties || typeof body !== 'object' || body === null) return [];
  return Object.keys(body).filter((key) => !Object.hasOwn(schema.properties ?? {}, key));
}

function explain({ errors }: ValidateFunction): string {
  const reasons = (errors ?? []).map(({ instancePath, message, params }: ErrorObject) => {
    const place = instancePath.replace(/^\/value/, '');
    const allowed = 'allowedValues' in params ? ` (${params['allowedValues'].join(', ')})` : '';
    return `${place} ${message ?? 'is not valid'}${allowed}`.trim();
  });
  return [...new Set(reasons)].join('; ');
}

function queryOf({ query = {} }: RecordedRequest): Map<string, string | string[]> {
  if (!(query instanceof URLSearchParams)) return new Map(Object.entries(query));
  return new Map(
    [...new Set(query.keys())].map((name) => {
      const values = query.getAll(name);
      return [name, values.length === 1 ? (values[0] ?? '') : values];
    }),
  );
}

/** The templates that fit the path, best first: words before parameters, so `/pulls/comments` before `/pulls/{n}`. */
function matchPath({ path }: RecordedRequest): Match[] {
  return load().templates.flatMap(({ template, names, pattern }) => {
    const found = pattern.exec(path);
    if (found === null) return [];
    return [{ template, values: new Map(names.map((name, i) => [name, decodeURIComponent(found[i + 1] ?? '')])) }];
  });
}

interface Template {
  template: string;
  names: string[];
  pattern: RegExp;
}

let loaded: { description: Description; templates: Template[]; ofJson: Ajv; ofText: Ajv } | undefined;
let ofAnswers: Ajv | undefined;

/** The description is 13 MB: read once, and only where a test asks. Its schemas are compiled as they are needed. */
function load(): NonNullable<typeof loaded> {
  if (loaded === undefined) {
    const file = createRequire(import.meta.url).resolve(DESCRIPTION);
    const description: Description = JSON.parse(readFileSync(file, 'utf8'));
    spellOutNull(description);
    loaded = {
      description,
      templates: Object.keys(description.paths)
        .sort((a, b) => rank(a).localeCompare(rank(b)))
        .map((template) => templateOf(template, description)),
      ofJson: newAjv(description, {}),
      ofText: newAjv(description, { coerceTypes: 'array' }),
    };
  }
  return loaded;
}

function newAjv(description: Partial<Description>, options: { coerceTypes?: 'array' }): Ajv {
  // Not strict: OpenAPI 3.0 has keywords that JSON Schema has not.
  const ajv = new Ajv({ strict: false, allErrors: true, validateSchema: false, ...options });
  addFormats(ajv);
  ajv.addFormat('repo.nwo', /^[^/]+\/[^/]+$/);
  return ajv.addSchema({ ...description, $id: ID });
}

/** Ajv knows OpenAPI's `nullable` only beside a `type`; GitHub also has it beside a choice of schemas. */
function spellOutNull(node: unknown): void {
  if (Array.isArray(node)) node.forEach(spellOutNull);
  else if (isRecord(node)) {
    if (node['nullable'] === true && node['type'] === undefined) {
      const choice = node['oneOf'] ?? node['anyOf'];
      if (Array.isArray(choice)) choice.push({ type: 'null' });
      delete node['nullable'];
    }
    Object.values(node).forEach(spellOutNull);
  }
}

/** The schemas of answers that have some of the declared fields and no others. */
function inParts({ components }: Description): Pick<Description, 'components'> {
  const copy = structuredClone(components);
  requireNothing(copy);
  return { components: copy };
}

function requireNothing(node: unknown): void {
  if (Array.isArray(node)) node.forEach(requireNothing);
  else if (isRecord(node)) {
    if (Array.isArray(node['required'])) delete node['required'];
    // Of a choice, more than one may fit where nothing is required.
    if (Array.isArray(node['oneOf'])) {
      node['anyOf'] = node['oneOf'];
      delete node['oneOf'];
    }
    const isWhole = !['anyOf', 'allOf'].some((key) => Array.isArray(node[key]));
    if (isRecord(node['properties']) && isWhole) node['additionalProperties'] ??= false;
    Object.values(node).forEach(requireNothing);
  }
}

/** Sorts a word before a parameter, segment by segment, and longer templates before shorter ones. */
function rank(template: string): string {
  const kinds = template.split('/').map((segment) => (segment.includes('{') ? '2' : '1'));
  return `${kinds.join('')}3`;
}

function templateOf(template: string, description: Description): Template {
  const names: string[] = [];
  const pattern = template.replace(/\{([^}]+)\}|[.+*?^$()[\]\\|]/g, (text, name: string | undefined) => {
    if (name === undefined) return `\\${text}`;
    names.push(name);
    return isMultiSegment(template, name, description) ? '(.+)' : '([^/]+?)';
  });
  return { template, names, pattern: new RegExp(`^${pattern}$`) };
}

function isMultiSegment(template: string, name: string, { paths }: Description): boolean {
  return Object.values(paths[template] ?? {}).some((operation) =>
    (operation.parameters ?? []).some(
      (parameter) => 'name' in parameter && parameter.name === name && parameter['x-multi-segment'] === true,
    ),
  );
}

function resolve(parameter: Parameter | Reference): Parameter {
  if (!('$ref' in parameter)) return parameter;
  const found = load().description.components.parameters[parameter.$ref.split('/').at(-1) ?? ''];
  if (found === undefined) throw new Error(`GitHub's description has no ${parameter.$ref}.`);
  return found;
}

/** The schema with its own reference, if it is one, made to point into the description. */
function absolute(schema: Schema): Schema {
  return schema.$ref === undefined ? schema : { $ref: `${ID}${schema.$ref}` };
}

function isFilled<T>(list: T[]): list is [T, ...T[]] {
  return list.length > 0;
}

function isRecord(node: unknown): node is Record<string, unknown> {
  return typeof node === 'object' && node !== null;
}

function escapePointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
