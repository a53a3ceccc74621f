/** Replaces every secret in a text by `***`. */
export type Redact = (text: string) => string;

/** A shorter text is no secret, and hiding it would garble the output. */
const MIN_SECRET_CHARACTERS = 4;

/**
 * Hides secrets in every form in which a server may echo them: as they are, URL-encoded, in base64 (at any offset, since
 * it may be part of something larger), escaped for JSON or HTML.
 */
export function redactor(secrets: readonly string[]): Redact {
  const forms = [...new Set(secrets.filter((secret) => secret.length >= MIN_SECRET_CHARACTERS).flatMap(formsOf))];
  // Longest first, so that a secret that holds another is hidden as a whole.
  forms.sort((a, b) => b.length - a.length);
  if (forms.length === 0) return (text) => text;
  const pattern = new RegExp(forms.map(escapeRegExp).join('|'), 'gi');
  return (text) => text.replace(pattern, '***');
}

function formsOf(secret: string): string[] {
  const numbered = secret.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
  const named = secret.replace(/[&<>"']/g, (character) => HTML_NAMES[character] ?? character);
  const json = JSON.stringify(secret).slice(1, -1);
  return [secret, encodeURIComponent(secret), json, numbered, named, ...base64FormsOf(secret)];
}

/** As most libraries escape for HTML; the apostrophe has no name that all know. */
const HTML_NAMES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** What every base64 text that holds the secret has in common, for each of the three ways it may be aligned. */
function base64FormsOf(secret: string): string[] {
  return [0, 1, 2].flatMap((offset) => {
    const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)]);
    // The first and last characters also carry bits of the bytes beside the secret, or are padding.
    const first = Math.ceil((offset * 8) / 6);
    const last = Math.floor((bytes.length * 8) / 6);
    const common = bytes.toString('base64').slice(first, last);
    return [common, common.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/**
 * Replaces each control or invisible character by one space, so that columns stay the same and no terminal obeys it; not the
 * joiners that emoji and some scripts need.
 */
export function printable(text: string): string {
  return text.replace(/(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ');
}
