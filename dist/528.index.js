export const id = 528;
export const ids = [528,255];
export const modules = {

/***/ 5528:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  Session: () => (/* reexport */ Session),
  core: () => (/* reexport */ core),
  createGitHub: () => (/* reexport */ createGitHub),
  inert: () => (/* reexport */ inert),
  publish: () => (/* reexport */ publish),
  traced: () => (/* reexport */ traced),
  writeLog: () => (/* reexport */ writeLog)
});

// EXTERNAL MODULE: ./node_modules/@actions/core/lib/core.js + 12 modules
var core = __webpack_require__(143);
// EXTERNAL MODULE: ./src/report/build.ts + 5 modules
var build = __webpack_require__(157);
// EXTERNAL MODULE: ./src/text.ts
var src_text = __webpack_require__(8992);
;// CONCATENATED MODULE: ./src/report/markdown.ts

/**
 * Text as Markdown in which what came from outside stays inert: inside a code span GitHub makes no links, mentions,
 * references, emoji, HTML or table cells of it.
 */
function markdown({ parts }) {
    // From the dollar of an amount to one in a code span, GitHub would set a formula.
    const hasDollar = parts.some(({ kind, text }) => kind === 'data' && text.includes('$'));
    return parts
        .map(({ kind, text }, index) => {
        if (kind === 'prose')
            return hasDollar ? text.replaceAll('$', '\\$') : text;
        // Two code spans side by side would share their backticks.
        return parts[index - 1]?.kind === 'data' ? ` ${codeSpan(text)}` : codeSpan(text);
    })
        .join('');
}
/** A code span that shows any text on one line; its fence is longer than any run of backticks inside. */
function codeSpan(anyText) {
    const text = (0,src_text/* flatten */.Bq)(anyText);
    if (text === '')
        return '(empty)';
    const fence = '`'.repeat(longestRun(text) + 1);
    // CommonMark strips one space on each side where both are there, and needs them beside a backtick.
    const padding = /^[ `]|[ `]$/.test(text) ? ' ' : '';
    return `${fence}${padding}${text}${padding}${fence}`;
}
/** A code block that holds any text; its fence is longer than any run of backticks inside. */
function codeBlock(text, language = '') {
    const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
    return `${fence}${language}\n${text}\n${fence}`;
}
/** `<code>` on one line for HTML blocks, where Markdown is not read: they end with an empty line. */
function codeHtml(text) {
    return `<code>${escapeHtml((0,src_text/* flatten */.Bq)(text))}</code>`;
}
/** Text that means itself inside of HTML. */
function escapeHtml(text) {
    return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
function longestRun(text) {
    return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}

;// CONCATENATED MODULE: ./src/report/parts.ts

/** The entries of each part of the advice that are shown: advice must leave room for what must be known. */
const MOST_ADVICE = 10;
/** What may be done better, and what was spent lately; never part of the verdict. Parts without entries are left out. */
function adviceOf({ advice: { alternatives, subscription, usage }, plans }) {
    const cheaper = alternatives.map(({ plan, line, model, unit_cost, saving }) => {
        const where = plans.length > 1 ? (0,src_text/* say */.cv) ` of ${plan}` : undefined;
        return (0,src_text/* say */.cv) `${line}${where}: ${model} takes the same settings for ${unit_cost} an output, ${saving} less in all.`;
    });
    const parts = [
        { title: 'Cheaper models that take the same settings', entries: shortened(cheaper) },
        { title: 'Subscription', entries: subscription === null ? [] : [subscription] },
        {
            title: `The last ${usage?.days === 1 ? 'day' : `${usage?.days} days`}`,
            entries: usage === null ? [] : shortened([...usage.findings, ...usage.skipped]),
        },
    ];
    return parts.filter(({ entries }) => entries.length > 0);
}
function shortened(entries) {
    const left = entries.length - MOST_ADVICE;
    const more = left > 0 ? [(0,src_text/* say */.cv) `… and ${(0,src_text/* plural */.LS)(left, 'more entry', 'more entries')}; the JSON report has them all.`] : [];
    return [...entries.slice(0, MOST_ADVICE), ...more];
}
/** What the plans change in the limits that judge them. */
function proposalsOf({ proposals, plans }) {
    return proposals.map(({ plan, key, from, to }) => {
        const where = plans.length > 1 ? (0,src_text/* say */.cv) ` of ${plan}` : undefined;
        return (0,src_text/* say */.cv) `${key}${where}: ${from ?? (0,src_text/* prose */.CS)('none')} → ${to ?? (0,src_text/* prose */.CS)('none')}`;
    });
}

;// CONCATENATED MODULE: ./src/report/sections/advice.ts


/** What may be done better, and what was spent lately; never part of the verdict. */
function advice(report) {
    return adviceOf(report).map(section).join('\n\n');
}
function section({ title, entries }) {
    return [`**${title}**`, '', ...entries.map((entry) => `- ${markdown(entry)}`)].join('\n');
}

// EXTERNAL MODULE: ./src/money.ts + 1 modules
var src_money = __webpack_require__(8220);
;// CONCATENATED MODULE: ./src/report/rows.ts
/** All lines, those that are gone too, dearest first: what has no price leads, since that is what is wrong. */
function rowsOf({ plans, deleted_plans: deleted }) {
    const rows = [
        ...plans.flatMap(({ file, lines, removed_lines: removed }) => [
            ...lines.map((line) => ({ file, line, change: line.change ?? undefined })),
            ...removed.map((line) => ({ file, line, change: 'removed' })),
        ]),
        ...deleted.flatMap(({ file, lines }) => lines.map((line) => ({ file, line, change: 'removed' }))),
    ];
    return dearestFirst(rows, ({ line }) => line.cost);
}
/** Dearest first; what has no price leads. */
function dearestFirst(items, costOf) {
    return items.toSorted((a, b) => {
        const [one, other] = [costOf(a), costOf(b)];
        if (one === null || other === null)
            return Number(other === null) - Number(one === null);
        return other.compare(one);
    });
}
/** USD that a row adds to what the baseline costs; `undefined` where it is unknown or not compared. */
function costChangeOf({ line, change }, zero) {
    if (change === 'removed')
        return line.cost === null ? undefined : zero.minus(line.cost);
    return change?.cost_change ?? undefined;
}

;// CONCATENATED MODULE: ./src/report/sections/chart.ts



/** The slices of the chart; the rest is one more. */
const MOST_SLICES = 8;
const LONGEST_LABEL = 40;
/** A picture of where the money goes, folded; nothing for fewer than two lines that cost something. */
function chart({ plans, total_cost: total }) {
    const paid = dearestFirst(plans.flatMap(({ lines }) => lines), ({ cost }) => cost).filter(({ cost }) => cost?.exceeds(src_money/* Usd */.J.zero));
    if (total === null || paid.length < 2)
        return '';
    const rest = paid.slice(MOST_SLICES);
    const slices = [
        ...paid.slice(0, MOST_SLICES).map((line) => slice(labelOf(line), costOf(line))),
        ...(rest.length > 0 ? [slice(`${rest.length} others`, src_money/* Usd */.J.sum(rest.map(costOf)))] : []),
    ];
    const pie = codeBlock(['pie showData', ...slices].join('\n'), 'mermaid');
    return `<details><summary>Where the money goes</summary>\n\n${pie}\n\n</details>`;
}
function slice(label, cost) {
    return `    "${label}" : ${cost}`;
}
/** Mermaid has a language of its own inside of labels: only what means itself there is kept. */
function labelOf({ id }) {
    const characters = [...id.replace(/[^\p{L}\p{N} ._/×(),-]/gu, '_')];
    return characters.length > LONGEST_LABEL ? `${characters.slice(0, LONGEST_LABEL).join('')}…` : characters.join('');
}
function costOf({ cost }) {
    return cost ?? src_money/* Usd */.J.zero;
}

;// CONCATENATED MODULE: ./src/report/sections/figures.ts




/** The figures over all plans as a table of one row; nothing where none of them is known. */
function figures(report) {
    const { shortfall, budget, reserve, monthly_cost: monthly, generation_count: count } = report;
    if (report.total_cost === null && report.balance === null)
        return '';
    const columns = [
        ['Planned', shown(report.total_cost)],
        ...(report.baseline === null ? [] : [changeColumn(report)]),
        ['Outputs', count === null ? 'unknown' : (0,src_money/* groupThousands */.Z)(count)],
        ...column('A month', monthly),
        ...column('Budget', budget),
        ['Balance', shown(report.balance)],
        ['Left after the run', shown(report.remaining_balance)],
        ...column('Reserve', reserve.isZero ? null : reserve),
        ...column('Shortfall', shortfall?.isZero ? null : shortfall),
    ];
    return [
        `| ${columns.map(([name]) => name).join(' | ')} |`,
        `|${columns.map(() => ' ---: |').join('')}`,
        `| ${columns.map(([, amount]) => amount).join(' | ')} |`,
    ].join('\n');
}
function changeColumn({ cost_change: change }) {
    return ['Change', change?.formatChange() ?? 'unknown'];
}
function column(name, amount) {
    return amount === null ? [] : [[name, amount.format()]];
}
function shown(amount) {
    return amount?.format() ?? 'unknown';
}
/** What each plan costs, where there are several. */
function planFigures({ plans, deleted_plans: deleted, baseline }) {
    if (plans.length + deleted.length < 2)
        return () => '';
    const hasMonthly = plans.some(({ monthly_cost }) => monthly_cost !== null);
    const isCompared = baseline !== null;
    const head = [
        'Plan',
        'Lines',
        'Outputs',
        'Cost',
        ...(isCompared ? ['Change'] : []),
        ...(hasMonthly ? ['A month'] : []),
    ];
    const standing = dearestFirst(plans, ({ cost }) => cost).map(({ file, name, lines, generation_count, cost, monthly_cost, is_new, cost_change }) => [
        planCell(file, name),
        right((0,src_money/* groupThousands */.Z)(lines.length)),
        right((0,src_money/* groupThousands */.Z)(generation_count)),
        right(shown(cost)),
        ...(isCompared ? [right(`${is_new ? 'new<br>' : ''}${cost_change?.formatChange() ?? 'unknown'}`)] : []),
        ...(hasMonthly ? [right(monthly_cost?.format() ?? '')] : []),
    ]);
    const gone = deleted.map(({ file, name, baseline_cost: cost }) => [
        planCell(file, name),
        ...Array.from({ length: 3 }, () => right('–')),
        right(`deleted<br>${cost === null ? 'unknown' : src_money/* Usd */.J.zero.minus(cost).formatChange()}`),
        ...(hasMonthly ? [right('')] : []),
    ]);
    const rows = [...standing, ...gone].map((cells) => `<tr>${cells.join('')}</tr>`);
    return (room) => {
        const left = rows.length - room;
        const more = (0,src_text/* plural */.LS)(left, room > 0 ? 'cheaper plan' : 'plan');
        return [
            '<table>',
            `<tr>${head.map((title) => `<th>${title}</th>`).join('')}</tr>`,
            ...rows.slice(0, room),
            '</table>',
            ...(left > 0 ? [`<p>… and ${more}.</p>`] : []),
        ].join('\n');
    };
}
function planCell(file, name) {
    return `<td>${codeHtml((0,src_text/* oneLine */.TN)(file))}${name === null ? '' : `<br>${codeHtml(name)}`}</td>`;
}
function right(text) {
    return `<td align="right">${text}</td>`;
}

// EXTERNAL MODULE: ./src/budget/rules.ts
var rules = __webpack_require__(2210);
// EXTERNAL MODULE: ./src/problem.ts
var problem = __webpack_require__(4008);
;// CONCATENATED MODULE: ./src/report/snippet.ts
/** The longest part of a source line that is shown, in characters. */
const LONGEST = 120;
/**
 * The source line of a place with carets under what is meant:
 *
 * ```
 * 12 |     durration: 10
 *    |     ^^^^^^^^^
 * ```
 *
 * @param longest the most characters of the source line that are shown
 * @param widthOf how many columns a text takes where it is shown
 */
function snippetOf({ line, column, length, source }, longest = LONGEST, widthOf = (text) => text.length) {
    const number = String(line);
    // Of a long line, the part around the place.
    const start = Math.max(0, Math.min(column - 1 - 20, source.length - longest));
    const shown = visible(source.slice(start, start + longest));
    const offset = column - 1 - start;
    const carets = '^'.repeat(Math.max(1, widthOf(shown.slice(offset, offset + length))));
    return `${number} | ${shown}\n${' '.repeat(number.length)} | ${' '.repeat(widthOf(shown.slice(0, offset)))}${carets}`;
}
/** One character for each, so that the carets stand right: tabs and what cannot be seen become spaces. */
function visible(text) {
    return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ');
}

;// CONCATENATED MODULE: ./src/report/sections/listed.ts

/** A list under a title, as far as there is room for it; nothing for no items. */
function listed(title, items) {
    if (items.length === 0)
        return () => '';
    return (room) => {
        const more = items.length > room
            ? [`- … and ${(0,src_money/* groupThousands */.Z)(items.length - room)} more; the log of the run has them all.`]
            : [];
        return [title, '', ...items.slice(0, room), ...more].join('\n');
    };
}

;// CONCATENATED MODULE: ./src/report/sections/findings.ts






/** Who let the violations through, or why the label does not. */
function approval({ approval, violations }) {
    const isMeant = violations.some(({ rule }) => rules/* RULE_KINDS */.r[rule] === 'budget');
    return approval === null || !isMeant ? '' : `${approval.covers ? '✅' : '❌'} ${markdown(approval.message)}`;
}
/** Every rule that does not hold: which, its limit, what stands against it, what to do. */
function violations({ violations, headline }) {
    const items = violations.map(({ rule, severity, message, help }) => {
        // What the headline says already is not said again.
        const words = String(headline).includes(String(message)) ? help : (0,src_text/* say */.cv) `${message} ${help}`;
        return `- ${severity === 'fail' ? '❌' : '⚠️'} **${rule}** – ${markdown(words)}`;
    });
    return listed('**Rules that do not hold**', items);
}
/** What went wrong or wants attention, with the source lines that it speaks of. */
function problems({ problems }) {
    const hasErrors = problems.some(({ severity }) => severity === 'error');
    return listed(hasErrors ? '**What went wrong**' : '**Worth knowing**', problems.map(problemItem));
}
function problemItem({ severity, message, help, place }) {
    const icon = { error: '⛔', warning: '⚠️', notice: 'ℹ️' }[severity];
    const where = place === null ? '' : `${codeSpan((0,problem/* formatPlace */.dE)(place))} `;
    const snippet = place === null ? '' : `\n${indent(codeBlock(snippetOf(place)))}`;
    return `- ${icon} ${where}${markdown(help === null ? message : (0,src_text/* say */.cv) `${message} ${help}`)}${snippet}`;
}
function indent(text) {
    return text.replace(/^/gm, '  ');
}

// EXTERNAL MODULE: ./src/plan/plan.ts
var plan = __webpack_require__(8720);
;// CONCATENATED MODULE: ./src/report/sections/footer.ts



/** The plan files that the footer names. */
const MOST_FILES = 10;
/** The longest path that the footer links, encoded; longer ones would take the room of what matters. */
const LONGEST_PATH = 1_000;
/** Where all this comes from: plan files, region, commit, run. */
function footer({ files, plans }, { api, repositoryUrl, commit, runUrl }) {
    const root = repositoryUrl === undefined || commit === undefined ? undefined : `${repositoryUrl}/blob/${commit}`;
    const named = files.slice(0, MOST_FILES).map((file) => fileLink(file, root));
    const more = files.length > MOST_FILES ? [`${files.length - MOST_FILES} more`] : [];
    const [only, ...others] = plans;
    const title = only?.name && others.length === 0 ? ` (${codeSpan(only.name)})` : '';
    const parts = [
        ...(named.length > 0
            ? [`${files.length === 1 ? 'Plan' : (0,src_text/* plural */.LS)(files.length, 'plan')}: ${[...named, ...more].join(', ')}${title}`]
            : []),
        `prices from BabySea ${codeSpan(api)}`,
        ...(commit === undefined ? [] : [`commit ${codeSpan(commit.slice(0, 7))}`]),
        ...(runUrl === undefined ? [] : [runLink(runUrl)]),
    ];
    return `<sub>${parts.join(' · ')}</sub>`;
}
/** In the footer Markdown is read, so that code must be a span: an element would not keep it from what it holds. */
function fileLink(file, root) {
    const name = codeSpan((0,src_text/* oneLine */.TN)(file));
    // Half of a pair that makes a letter cannot be encoded.
    const path = file
        .replace(/\p{Cs}/gu, '\ufffd')
        .split('/')
        .map(encodeURIComponent)
        .join('/');
    if (root === undefined || file === plan/* INLINE_PLAN */.mT || path.length > LONGEST_PATH)
        return name;
    return `<a href="${escapeHtml(`${root}/${path}`)}">${name}</a>`;
}
/** The only part of a comment that differs between two runs with one result. */
function runLink(runUrl) {
    return `<a href="${escapeHtml(runUrl)}">run</a>`;
}
/** A body without what tells two runs with one result apart, to see whether it would say anything new. */
function withoutRun(body) {
    return body
        .replaceAll('\r\n', '\n')
        .trimEnd()
        .replace(/\brequest `[^`\n]*`/g, 'request')
        .replace(/<a href="[^"]*">run<\/a><\/sub>$/, '');
}

;// CONCATENATED MODULE: ./src/report/settings.ts

/** A line's settings in a few words, `10 s`, `720p`, `no audio`: the resolution is data from the plan. */
function settingsOf({ duration, resolution, audio }) {
    return [
        ...(duration === null ? [] : [`${duration} s`]),
        ...(resolution === null ? [] : [resolution]),
        ...(audio === null ? [] : [audio ? 'audio' : 'no audio']),
    ];
}
/** `500`, or `12 × 4` where each generation has several outputs. */
function countOf({ count, outputs }) {
    return outputs === 1 ? (0,src_money/* groupThousands */.Z)(count) : `${(0,src_money/* groupThousands */.Z)(count)} × ${(0,src_money/* groupThousands */.Z)(outputs)}`;
}

;// CONCATENATED MODULE: ./src/report/sections/lines.ts





/** The lines that are seen without unfolding. */
const OPEN_LINES = 20;
/** The lines of all plans, dearest first, the cheaper ones folded; nothing where no price is known. */
function lines(report) {
    const rows = rowsOf(report);
    if (rows.every(({ line }) => line.cost === null))
        return () => '';
    const columns = {
        file: report.plans.length + report.deleted_plans.length > 1,
        change: report.baseline !== null,
    };
    // Of many rows most are never shown: each is made when it is first wanted.
    const made = [];
    return (room) => {
        for (const row of rows.slice(made.length, room))
            made.push(tableRow(row, columns));
        const shown = made.slice(0, room);
        const open = shown.slice(0, OPEN_LINES);
        const folded = shown.slice(OPEN_LINES);
        const left = rows.length - shown.length;
        return [
            ...(open.length > 0 ? [table(open, columns)] : []),
            ...(folded.length > 0
                ? [`<details><summary>${(0,src_text/* plural */.LS)(folded.length, 'more line')}</summary>`, table(folded, columns), '</details>']
                : []),
            ...(left > 0
                ? [
                    `<p>… and ${(0,src_text/* plural */.LS)(left, shown.length > 0 ? 'cheaper line' : 'line')} that did not fit here; the totals include them.</p>`,
                ]
                : []),
        ].join('\n');
    };
}
/** An HTML table, since inside of one Markdown is not read: a plan's text cannot end a cell or make a link. */
function table(rows, columns) {
    const head = [
        'Line',
        ...(columns.file ? ['Plan'] : []),
        'Model',
        'Settings',
        'Count',
        'Unit cost',
        'Cost',
        ...(columns.change ? ['Change'] : []),
    ];
    return ['<table>', `<tr>${head.map((name) => `<th>${name}</th>`).join('')}</tr>`, ...rows, '</table>'].join('\n');
}
function tableRow(row, columns) {
    const { file, line, change } = row;
    const from = line.count_from === null ? '' : `<br>${codeHtml(line.count_from)}`;
    const cost = change === 'removed' ? '–' : (line.cost?.format() ?? 'unknown');
    const cells = [
        `<td>${codeHtml(line.id)}</td>`,
        ...(columns.file ? [`<td>${codeHtml(file)}</td>`] : []),
        `<td>${codeHtml(line.model)}</td>`,
        `<td>${settings(line)}</td>`,
        lines_right(`${countOf(line)}${from}`),
        lines_right(line.unit_cost?.format() ?? 'unknown'),
        lines_right(cost),
        ...(columns.change ? [lines_right(changeCell(row))] : []),
    ];
    return `<tr>${cells.join('')}</tr>`;
}
function lines_right(html) {
    return `<td align="right">${html}</td>`;
}
/** Our own words as they are; the resolution is the plan's. */
function settings(line) {
    return settingsOf(line)
        .map((words) => (words === line.resolution ? codeHtml(words) : words))
        .join(' · ');
}
/** `added`, `removed`, `same`, or what differs; and the money. */
function changeCell(row) {
    const { change } = row;
    if (change === undefined)
        return 'unknown';
    const amount = costChangeOf(row, src_money/* Usd */.J.zero);
    const words = change === 'removed' ? ['removed'] : change.kind === 'changed' ? changes(change) : [change.kind];
    const money = amount === undefined || amount.isZero ? [] : [`<b>${amount.formatChange()}</b>`];
    return [...words, ...money].join('<br>');
}
function changes({ settings, moved_from: moved }) {
    return [
        ...settings.map(({ key, from, to }) => `${key} ${value(key, from)} → ${value(key, to)}`),
        ...(moved === null ? [] : [`moved from ${codeHtml(moved)}`]),
    ];
}
/** As the other cells say it; models and resolutions are the plan's own words. */
function value(key, text) {
    if (text === null)
        return 'unset';
    if (key === 'model' || key === 'resolution')
        return codeHtml(text);
    if (key === 'audio')
        return text === 'true' ? 'yes' : 'no';
    return key === 'duration' ? `${text} s` : (0,src_money/* groupThousands */.Z)(text);
}

;// CONCATENATED MODULE: ./src/report/sections/proposals.ts



/** What the pull request changes in its own limits: it does not count yet. */
function proposals(report) {
    return listed('**Proposed limits** (they count after the merge; until then, those of the base branch judge)', proposalsOf(report).map((text) => `- ${markdown(text)}`));
}

;// CONCATENATED MODULE: ./src/report/body.ts








const ICONS = { pass: '✅', warn: '⚠️', fail: '❌', error: '⛔' };
/**
 * The Markdown that the comment and the summary share: the verdict first, then why, then the lines. To find out how much
 * fits it is asked for many times, so that what the room does not change is rendered once.
 */
function body_bodyOf(report, context) {
    const sections = [
        `### ${ICONS[report.verdict]} ${markdown(report.headline)}`,
        figures(report),
        within('findings', violations(report)),
        approval(report),
        within('findings', proposals(report)),
        within('findings', problems(report)),
        within('plans', planFigures(report)),
        within('lines', lines(report)),
        chart(report),
        advice(report),
        footer(report, context),
    ];
    return (room) => {
        const rendered = sections.map((section) => (typeof section === 'string' ? section : section(room)));
        return `${rendered.filter((section) => section !== '').join('\n\n')}\n`;
    };
}
function within(part, section) {
    return (room) => section(room[part]);
}

// EXTERNAL MODULE: ./node_modules/valibot/dist/index.mjs
var dist = __webpack_require__(7934);
// EXTERNAL MODULE: ./src/budget/approval.ts
var budget_approval = __webpack_require__(1574);
;// CONCATENATED MODULE: ./src/report/hidden-state.ts



const BEFORE = '<!-- babysea-budget-gate-state: ';
const AFTER = ' -->';
const amount = dist/* pipe */.FsL(dist/* string */.YjP(), dist/* rawTransform */.NTK(({ dataset, addIssue, NEVER }) => {
    const parsed = src_money/* Usd */.J.parse(dataset.value);
    if (parsed !== undefined)
        return parsed;
    addIssue({ message: 'an amount of USD' });
    return NEVER;
}));
const stateSchema = dist/* strictObject */.rej({
    cost: dist/* optional */.lqM(amount),
    approval: dist/* optional */.lqM(dist/* strictObject */.rej({ event: dist/* pipe */.FsL(dist/* number */.aig(), dist/* safeInteger */.Y2b()), cost: amount })),
});
/**
 * The line of the gate's comment that keeps what the next run has to know; it belongs right under the marker. Nothing in
 * it comes from outside but digits, so that nothing can end the comment early.
 */
function writeHidden({ approval, shownCost }) {
    const state = {
        ...(shownCost === undefined ? {} : { cost: shownCost }),
        ...(approval === undefined ? {} : { approval: { event: approval.event, cost: approval.cost } }),
    };
    return `${BEFORE}${JSON.stringify(state)}${AFTER}`;
}
/** What a comment of the gate's own keeps: the second line counts, and only where it is just as the gate writes it. */
function readHidden(body) {
    const line = body.split('\n', 2)[1]?.replace(/\r$/, '') ?? '';
    const parsed = dist/* safeParse */.xLC(stateSchema, jsonOf(line));
    // What cannot be believed is not remembered.
    if (!parsed.success)
        return budget_approval/* NOTHING_REMEMBERED */.l8;
    const { approval, cost: shownCost } = parsed.output;
    const remembered = { approval, shownCost };
    return writeHidden(remembered) === line ? remembered : budget_approval/* NOTHING_REMEMBERED */.l8;
}
function jsonOf(line) {
    if (!line.startsWith(BEFORE) || !line.endsWith(AFTER))
        return undefined;
    try {
        return JSON.parse(line.slice(BEFORE.length, -AFTER.length));
    }
    catch {
        return undefined;
    }
}

;// CONCATENATED MODULE: ./src/report/comment.ts


/** The most characters of a GitHub comment. */
const LONGEST_COMMENT = 65_536;
/** The most bytes of a step's summary, less what other parts of GitHub add to it. */
const LONGEST_SUMMARY = 1024 * 1024 - 1024;
/** No row of the table of lines is shorter, in characters. */
const SHORTEST_ROW = 100;
/** The most rows of the table of plans. */
const MOST_PLANS = 20;
/** The hidden line by which the gate finds its comment again; the key tells several gates apart. */
function markerOf(key) {
    return `<!-- babysea-budget-gate:${encodeURIComponent(key)} -->`;
}
/**
 * The pull-request comment; lines are left out from the cheapest up where it would be too long.
 *
 * @param remembered what the next run has to know, where there is anything
 */
function renderComment(report, context, key, remembered) {
    const hidden = remembered === undefined ? '' : `${writeHidden(remembered)}\n`;
    const body = body_bodyOf(report, context);
    const render = (room) => `${markerOf(key)}\n${hidden}${body(room)}`;
    return largestThatFits(report, render, LONGEST_COMMENT, (body) => body.length);
}
/** What the comment says, for another place than GitHub: without the lines by which the gate finds it again. */
function renderMarkdown(report, context) {
    return largestThatFits(report, bodyOf(report, context), LONGEST_COMMENT, (body) => body.length);
}
/** The job summary. */
function renderSummary(report, context) {
    return largestThatFits(report, body_bodyOf(report, context), LONGEST_SUMMARY, (body) => Buffer.byteLength(body));
}
/** Gives the findings what they need before the lines, since they are what a reviewer must act on. */
function largestThatFits(report, render, longest, sizeOf) {
    const fits = (body) => sizeOf(body) <= longest;
    const most = {
        // No row that surely does not fit is made.
        lines: Math.min(lineCount(report), Math.ceil(longest / SHORTEST_ROW)),
        plans: Math.min(report.plans.length + report.deleted_plans.length, MOST_PLANS),
        findings: Math.max(report.problems.length, report.violations.length, report.proposals.length),
    };
    const findings = largest(most.findings, (count) => fits(render({ lines: 0, plans: 0, findings: count })));
    const plans = largest(most.plans, (count) => fits(render({ lines: 0, plans: count, findings })));
    const lines = largest(most.lines, (count) => fits(render({ lines: count, plans, findings })));
    return render({ lines, plans, findings });
}
/** Those that are gone too. */
function lineCount({ plans, deleted_plans: deleted }) {
    const standing = plans.reduce((sum, { lines, removed_lines: removed }) => sum + lines.length + removed.length, 0);
    return deleted.reduce((sum, { lines }) => sum + lines.length, standing);
}
/** The largest number up to `most` for which something still holds; it holds for 0. */
function largest(most, holds) {
    if (holds(most))
        return most;
    let good = 0;
    let bad = most;
    while (bad - good > 1) {
        const middle = Math.floor((good + bad) / 2);
        if (holds(middle))
            good = middle;
        else
            bad = middle;
    }
    return good;
}

;// CONCATENATED MODULE: ./src/report/json.ts
/** The report as JSON, as every door writes it. Secrets are still to be hidden. */
function reportJson(report) {
    return `${JSON.stringify(report, null, 2)}\n`;
}

// EXTERNAL MODULE: ./src/plan/settings.ts
var plan_settings = __webpack_require__(9214);
;// CONCATENATED MODULE: ./src/report/matrix.ts



/** GitHub's limit of jobs in one matrix (docs.github.com: actions/reference/limits). */
const MOST_SHARDS = 256;
/** A job's outputs may have 1 MB together; this leaves room for the others. */
const LARGEST_MATRIX = 900_000;
/**
 * The `matrix` output: JSON for `strategy.matrix` of a later job that generates what was judged. A line a shard as long as
 * GitHub takes that many jobs, past that shards of even cost. Empty text where there is nothing that may be generated.
 */
function matrixOutput(plans, verdict) {
    if (verdict !== 'pass' && verdict !== 'warn')
        return { matrix: '' };
    const lines = plans.flatMap(({ plan, lines }) => lines.filter(({ line }) => line.count > 0).map((priced) => ({ file: plan.file, priced })));
    if (lines.length === 0)
        return { matrix: '' };
    // What is too large by its lines alone is not shared out first.
    const matrix = areTooLarge(lines) ? undefined : matrixOf(shardsOf(lines));
    if (matrix !== undefined && Buffer.byteLength(matrix) <= LARGEST_MATRIX)
        return { matrix };
    const problem = {
        severity: 'warning',
        message: (0,src_text/* say */.cv) `The output ${'matrix'} is left empty: it would have more than ${LARGEST_MATRIX} bytes, which are the most that fit a job’s outputs.`,
        help: (0,src_text/* say */.cv) `Shorten the ${'params'} of the plan, or split it into several files that are judged in jobs of their own.`,
    };
    return { matrix: '', problem };
}
function areTooLarge(lines) {
    let size = 0;
    return lines.some((line) => {
        size += Buffer.byteLength(JSON.stringify(entryOf(line)));
        return size > LARGEST_MATRIX;
    });
}
function matrixOf(shards) {
    const include = shards.map(({ cost, lines }, index) => ({
        shard: index + 1,
        of: shards.length,
        cost,
        lines: lines.map(entryOf),
    }));
    return JSON.stringify({ include });
}
function entryOf({ file, priced: { line } }) {
    const { id, model, count, outputs } = line;
    return { plan: file, id, model, count, outputs, params: matrix_bodyOf(line) };
}
/** Dearest first, each to the shard that costs least so far: shards of even cost. Lines keep the plan's order in theirs. */
function shardsOf(lines) {
    if (lines.length <= MOST_SHARDS)
        return lines.map((line) => ({ lines: [line], cost: line.priced.cost ?? src_money/* Usd */.J.zero }));
    const shards = Array.from({ length: MOST_SHARDS }, () => ({ lines: [], cost: src_money/* Usd */.J.zero }));
    const order = new Map(lines.map((line, index) => [line, index]));
    const place = (line) => order.get(line) ?? 0;
    const costOf = ({ priced }) => priced.cost ?? src_money/* Usd */.J.zero;
    const queue = [...shards];
    for (const line of lines.toSorted((a, b) => costOf(b).compare(costOf(a)))) {
        const cheapest = queue.shift();
        if (cheapest === undefined)
            break;
        cheapest.lines.push(line);
        cheapest.cost = cheapest.cost.plus(costOf(line));
        queue.splice(placeIn(queue, cheapest), 0, cheapest);
    }
    for (const shard of shards)
        shard.lines.sort((a, b) => place(a) - place(b));
    return shards;
}
/** Where a shard belongs in a queue that has the cheapest first. */
function placeIn(queue, shard) {
    let first = 0;
    let last = queue.length;
    while (first < last) {
        const middle = Math.floor((first + last) / 2);
        const other = queue[middle];
        // Of shards that cost the same, the one with fewer lines: lines that cost nothing are spread too.
        const order = other === undefined ? 0 : other.cost.compare(shard.cost) || other.lines.length - shard.lines.length;
        if (order <= 0)
            first = middle + 1;
        else
            last = middle;
    }
    return first;
}
/** The whole request body of one generation: the plan's `params`, and its short keys under the API's names. */
function matrix_bodyOf({ params, settings, outputs, origins }) {
    const stood = { ...settings, ...(origins.outputs !== undefined && { outputs }) };
    const body = { ...params };
    for (const key of ['duration', 'resolution', 'audio', 'outputs']) {
        const name = (0,plan_settings/* bodyKeyOf */.D3)(key);
        if (name !== undefined && stood[key] !== undefined)
            body[name] = stood[key];
    }
    return body;
}

;// CONCATENATED MODULE: ./src/report/outputs.ts
/** The step's outputs that the report decides; empty text where a figure is unknown. */
function outputsOf(report) {
    return {
        verdict: report.verdict,
        'total-cost': report.total_cost?.toString() ?? '',
        'baseline-cost': report.baseline_cost?.toString() ?? '',
        'cost-change': report.cost_change?.toString() ?? '',
        balance: report.balance?.toString() ?? '',
        'remaining-balance': report.remaining_balance?.toString() ?? '',
        shortfall: report.shortfall?.toString() ?? '',
        'generation-count': report.generation_count?.toString() ?? '',
        violations: JSON.stringify([...new Set(report.violations.map(({ rule }) => rule))]),
    };
}

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(1455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./src/workspace/inside.ts
var inside = __webpack_require__(8465);
;// CONCATENATED MODULE: ./src/workspace/write.ts




/**
 * Writes a file into the workspace or one of the other folders, making the folders on the way; a warning where that
 * cannot be done. A link is never written through.
 */
async function writeInside(workspace, otherFolders, path, text) {
    const full = (0,external_node_path_.resolve)(workspace, path);
    const folders = [workspace, ...otherFolders];
    try {
        if (!folders.some((folder) => (0,inside/* isInside */.F)(folder, full)))
            return refused(path);
        const [standingFolder, ...roots] = await Promise.all([
            nearestFolder((0,external_node_path_.dirname)(full)),
            ...folders.map((folder) => (0,promises_.realpath)(folder)),
        ]);
        if (!roots.some((root) => (0,inside/* isInside */.F)(root, standingFolder)))
            return refused(path);
        await (0,promises_.mkdir)((0,external_node_path_.dirname)(full), { recursive: true });
        const standing = await (0,promises_.lstat)(full).catch(() => undefined);
        if (standing?.isFile() === false)
            return refused(path);
        await (0,promises_.writeFile)(full, text);
        return undefined;
    }
    catch (error) {
        const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
        return {
            severity: 'warning',
            message: (0,src_text/* say */.cv) `The report ${path} could not be written (${reason}).`,
            help: (0,src_text/* prose */.CS)('The verdict stands; check the path and its permissions.'),
        };
    }
}
/** Where a folder really is, or the nearest above it that is there: folders that are made lie in that one. */
async function nearestFolder(folder) {
    try {
        return await (0,promises_.realpath)(folder);
    }
    catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT'))
            throw error;
        return nearestFolder((0,external_node_path_.dirname)(folder));
    }
}
function refused(path) {
    return {
        severity: 'warning',
        message: (0,src_text/* say */.cv) `The report ${path} was not written: it lies outside of the workspace and the runner’s temporary folder, or is no plain file.`,
        help: (0,src_text/* say */.cv) `Give ${'report'} a path inside of the workspace.`,
    };
}

// EXTERNAL MODULE: ./src/budget/verdict.ts
var verdict = __webpack_require__(140);
// EXTERNAL MODULE: ./src/github/comment.ts
var github_comment = __webpack_require__(7318);
// EXTERNAL MODULE: ./src/github/believed.ts
var believed = __webpack_require__(9939);
;// CONCATENATED MODULE: ./src/github/pull-request.ts


const pullSchema = dist/* object */.Ikc({
    number: believed/* idSchema */.fY,
    state: dist/* picklist */.KIO(['open', 'closed']),
    head: dist/* object */.Ikc({ sha: believed/* shaSchema */.Ye }),
    base: dist/* object */.Ikc({ ref: dist/* pipe */.FsL(dist/* string */.YjP(), dist/* minLength */.BpQ(1)) }),
    labels: dist/* array */.YOg(dist/* object */.Ikc({ name: dist/* string */.YjP() })),
});
/** Asks for a pull request. Needs `pull-requests: read`; rejects with Octokit's error. */
async function getPull(github, { owner, repo }, number) {
    const { data } = await github.rest.pulls.get({ owner, repo, pull_number: number });
    return pullOf((0,believed/* believed */.ty)(dist/* object */.Ikc({ ...pullSchema.entries, number: dist/* literal */.euz(number) }), data));
}
/**
 * The open pull requests whose head a commit is, oldest first. GitHub does not find those of a fork by their commit, but
 * by their branch.
 */
async function findPulls(github, { owner, repo }, { sha, head }) {
    const { data } = head === undefined
        ? await github.rest.repos.listPullRequestsAssociatedWithCommit({ owner, repo, commit_sha: sha, per_page: 100 })
        : await github.rest.pulls.list({ owner, repo, head, state: 'open', per_page: 100 });
    return (0,believed/* believed */.ty)(dist/* array */.YOg(pullSchema), data)
        .filter((pull) => pull.state === 'open' && pull.head.sha === sha)
        .map(pullOf)
        .sort((a, b) => a.number - b.number);
}
function pullOf({ number, head, base, labels }) {
    return { number, headSha: head.sha, baseRef: base.ref, labels: labels.map(({ name }) => name) };
}
/** GitHub lists no more files of a pull request (docs.github.com: rest/pulls/pulls). */
const MOST_CHANGED_FILES = 3_000;
const filesSchema = dist/* array */.YOg(dist/* object */.Ikc({
    filename: dist/* pipe */.FsL(dist/* string */.YjP(), dist/* minLength */.BpQ(1)),
    status: dist/* string */.YjP(),
    previous_filename: dist/* optional */.lqM(dist/* pipe */.FsL(dist/* string */.YjP(), dist/* minLength */.BpQ(1))),
}));
/** The files that a pull request deletes or renames, and how many it changes in all. */
async function findGoneFiles(github, { owner, repo }, number) {
    const query = { owner, repo, pull_number: number, per_page: 100 };
    const gone = [];
    let changed = 0;
    for await (const { data } of github.paginate.iterator(github.rest.pulls.listFiles, query)) {
        const files = (0,believed/* believed */.ty)(filesSchema, data);
        changed += files.length;
        for (const { filename, status, previous_filename: before } of files) {
            if (status === 'removed')
                gone.push({ path: filename, renamedTo: undefined });
            if (status === 'renamed' && before !== undefined)
                gone.push({ path: before, renamedTo: filename });
        }
    }
    return { gone, changed };
}

// EXTERNAL MODULE: ./src/github/trouble.ts
var trouble = __webpack_require__(928);
;// CONCATENATED MODULE: ./src/report/changes.ts
/** Whether a line or a cost differs from the baseline; without one, everything is new. */
function hasChanges({ baseline, cost_change: change, plans, deleted_plans: deleted }) {
    if (baseline === null || change === null || !change.isZero || deleted.length > 0)
        return true;
    return plans.some(({ is_new, lines, removed_lines: removed }) => is_new !== false || removed.length > 0 || lines.some((line) => line.change?.kind !== 'same'));
}

;// CONCATENATED MODULE: ./src/action/comments.ts








/** Past this, what was found out about the pull request is asked for again before the comment is written; in ms. */
const OLD = 5_000;
const NONE = { comment: undefined, problems: [] };
/** Writes the comment on each pull request that the run is about. Never rejects: the verdict stands whatever happens. */
async function writeComments(result, options) {
    const { inputs, context, session } = options;
    if (inputs.comment === 'never' || context.repository === undefined)
        return NONE;
    const { numbers } = await session.target;
    if (numbers.length === 0)
        return NONE;
    if (session.github === undefined) {
        const message = (0,src_text/* prose */.CS)('The comment could not be written: there is no token. The verdict stands.');
        const help = (0,src_text/* say */.cv) `Leave the input ${'github-token'} at its default.`;
        return { comment: undefined, problems: [{ severity: 'warning', message, help }] };
    }
    const written = await Promise.all(numbers.map((number) => writeComment(number, result, options)));
    return { comment: written[0]?.comment, problems: written.flatMap(({ problems }) => problems) };
}
async function writeComment(number, { report, remembered }, { inputs, context, session, run, age, redact }) {
    if (session.github === undefined)
        return NONE;
    const { github, repository } = session.github;
    const isOld = age() > OLD;
    try {
        const [own, headSha] = await Promise.all([
            isOld ? session.readOwnComments(number) : ownComments(session, number),
            isOld ? getPull(github, repository, number).then((pull) => pull.headSha) : knownHead(session, number),
        ]);
        const judged = await judgedHead(context, session);
        if (judged !== undefined && headSha !== undefined && judged !== headSha) {
            return { comment: undefined, problems: [overtaken(number, judged, headSha)] };
        }
        const target = {
            ...repository,
            pullRequest: number,
            marker: markerOf(inputs.commentKey),
            mode: inputs.commentMode,
            mayCreate: mayCreate(inputs.comment, report) || remembered?.approval !== undefined,
            saysTheSame: (standing, fresh) => withoutRun(standing) === withoutRun(fresh),
        };
        const body = redact(renderComment(report, run, inputs.commentKey, remembered));
        const comment = await (0,github_comment/* keepComment */.Xz)(github, target, own, body);
        return { comment, problems: comment?.untidy === undefined ? [] : [(0,trouble/* untidyTrouble */.zh)(comment.untidy, redact)] };
    }
    catch (error) {
        return { comment: undefined, problems: [(0,trouble/* commentTrouble */.B2)(error, context.withoutSecrets, redact)] };
    }
}
/** What could not be listed at the beginning is tried once more: time may have run out, and there is some left for this. */
function ownComments(session, number) {
    return session.ownComments(number).catch(() => session.readOwnComments(number));
}
/** The head of the pull request as it was when the run began; `undefined` where it is not known. */
async function knownHead(session, number) {
    const { pull } = await session.target;
    return pull?.number === number && pull.headSha !== '' ? pull.headSha : undefined;
}
/** The head that is judged: the event's, or the one that the pull request had when the run began. */
async function judgedHead({ pull }, session) {
    return pull?.headSha ?? ((await session.target).pull?.headSha || undefined);
}
/** A newer commit has a run of its own, whose comment an older run must not overwrite. */
function overtaken(number, judged, head) {
    return {
        severity: 'notice',
        message: (0,src_text/* say */.cv) `The comment is left to the run of the newer commit ${head.slice(0, 7)}, which is the head of the pull request ${(0,src_text/* prose */.CS)(`#${number}`)} now; this run judged ${judged.slice(0, 7)}.`,
    };
}
/** Whether a comment may be made where none stands. */
function mayCreate(when, report) {
    if (when === 'on-failure')
        return (0,verdict/* failsStep */.ug)(report.verdict);
    return when !== 'on-change' || report.verdict !== 'pass' || hasChanges(report);
}

;// CONCATENATED MODULE: ./src/github/status.ts


/** GitHub takes no longer ones (docs.github.com: rest/commits/statuses). */
const LONGEST_DESCRIPTION = 140;
/** Sets a status on a commit. Needs `statuses: write`; rejects with Octokit's error. */
async function setStatus(github, { owner, repo }, status) {
    const { sha, state, context, targetUrl: target_url } = status;
    const characters = [...status.description];
    const description = characters.length > LONGEST_DESCRIPTION
        ? `${characters.slice(0, LONGEST_DESCRIPTION - 1).join('')}…`
        : status.description;
    const url = target_url === undefined ? {} : { target_url };
    const { data } = await github.rest.repos.createCommitStatus({
        owner,
        repo,
        sha,
        state,
        context,
        description,
        ...url,
    });
    (0,believed/* believed */.ty)(dist/* object */.Ikc({ state: dist/* literal */.euz(state), context: dist/* literal */.euz(context) }), data);
}

;// CONCATENATED MODULE: ./src/action/status.ts


const STATES = {
    pass: 'success',
    warn: 'success',
    fail: 'failure',
    error: 'error',
};
/**
 * Tells the verdict to branch protection, as a status on the head of the pull request. Never rejects: the verdict of the
 * step stands, and where no status could be set, a required one keeps the pull request from being merged.
 *
 * @param key the input `comment-key`, which tells several gates apart
 */
async function writeStatus({ verdict, headline }, session, { commit, runUrl }, key, redact) {
    const { pull } = await session.target;
    if (pull === undefined || commit === undefined || session.github === undefined)
        return undefined;
    const { github, repository } = session.github;
    const status = {
        sha: commit,
        state: STATES[verdict],
        context: key === '' ? 'budget-gate' : `budget-gate/${key}`,
        description: redact(String(headline)).replaceAll('`', ''),
        targetUrl: runUrl,
    };
    try {
        await setStatus(github, repository, status);
        return undefined;
    }
    catch (error) {
        return (0,trouble/* statusTrouble */.cs)(error, redact);
    }
}

;// CONCATENATED MODULE: ./src/action/publish.ts










/**
 * Tells the result where it is to be told: the comment, the commit status, the JSON report, the summary, the outputs. What
 * cannot be told there is a warning, and the verdict stands; but an approval that the comment could not keep does not
 * count.
 *
 * @returns the report with those warnings
 */
async function publish(result, publishing) {
    const { inputs, context, session, run, workspace, redact } = publishing;
    const { comment, problems } = await writeComments(result, publishing);
    const isLost = result.unapproved !== undefined && comment === undefined;
    const report = isLost ? withProblems(result.unapproved, [NOT_KEPT]) : result.report;
    const unset = context.needsStatus ? await writeStatus(report, session, run, inputs.commentKey, redact) : undefined;
    const temporary = process.env['RUNNER_TEMP'];
    const jsonOf = (reported) => redact(reportJson(reported));
    const unwritten = inputs.report === undefined
        ? undefined
        : await writeInside(workspace, temporary ? [temporary] : [], inputs.report, jsonOf(report));
    const { matrix, problem: noMatrix } = matrixOutput(result.plans, report.verdict);
    const told = withProblems(report, [...problems, unset, unwritten, noMatrix]);
    const unsummarised = inputs.summary ? await summarise(redact(renderSummary(told, run))) : undefined;
    const outputs = {
        ...outputsOf(report),
        report: inputs.report !== undefined && unwritten === undefined ? inputs.report : '',
        matrix,
        'comment-id': String(comment?.id ?? ''),
        'comment-url': comment?.url ?? '',
    };
    for (const [name, value] of Object.entries(outputs))
        core.setOutput(name, redact(value));
    return withProblems(told, [unsummarised]);
}
/** What nothing remembers could be used for any cost later. */
const NOT_KEPT = {
    severity: 'warning',
    message: (0,src_text/* prose */.CS)('The override label does not count in this run, since the cost that it approves could not be kept in the comment.'),
    help: (0,src_text/* prose */.CS)('See to it that the comment can be written.'),
};
function withProblems(report, problems) {
    const added = problems.filter((problem) => problem !== undefined).map(build/* reportProblem */.k);
    return { ...report, problems: [...report.problems, ...added] };
}
async function summarise(markdown) {
    try {
        await core.summary.addRaw(markdown).write();
        return undefined;
    }
    catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        return { severity: 'warning', message: (0,src_text/* say */.cv) `The job summary could not be written: ${reason}` };
    }
}

// EXTERNAL MODULE: ./node_modules/p-limit/index.js + 1 modules
var p_limit = __webpack_require__(370);
;// CONCATENATED MODULE: ./src/baseline/side.ts
const NO_BASE = { limits: undefined, costs: undefined, problems: [] };

// EXTERNAL MODULE: ./src/plan/read.ts + 10 modules
var plan_read = __webpack_require__(6545);
;// CONCATENATED MODULE: ./src/repository/unreadable.ts
/** A commit, or a file of it, cannot be read, so that nothing is known of what stands there. */
class UnreadableCommit extends Error {
    name = 'UnreadableCommit';
    /** Why, for people. */
    said;
    /** What to do about it. */
    help;
    /** It has no cause: what the other side said is in it, without secrets. */
    constructor(said, help) {
        super(String(said));
        this.said = said;
        this.help = help;
    }
}

// EXTERNAL MODULE: ./src/workspace/matcher.ts
var matcher = __webpack_require__(7255);
// EXTERNAL MODULE: ./src/workspace/patterns.ts
var workspace_patterns = __webpack_require__(486);
;// CONCATENATED MODULE: ./src/doors/base.ts








/** The most files of the base branch that are read to find whose place a new plan takes. */
const MOST_GONE = 100;
/** Files that are read at the same time. */
const CONCURRENCY = 8;
/** Reads what the plans are held against. Never rejects: what cannot be read is an error, since limits would be unknown. */
async function readBase(options) {
    const { limits, costs } = options;
    if (limits === undefined && costs === undefined)
        return NO_BASE;
    const [limitsSide, costsSide] = await Promise.all([
        limits &&
            told(readSide(limits, options), (0,src_text/* say */.cv) `The limits of ${limits.name}, which judge this pull request, are unknown.`),
        costs === undefined || costs === limits ? undefined : told(readSide(costs, options), (0,src_text/* say */.cv) `The baseline is unknown.`),
    ]);
    const sides = [limitsSide, costsSide].filter((side) => side !== undefined);
    return {
        limits: limitsSide && 'side' in limitsSide ? limitsSide.side : undefined,
        costs: sideOf(costs === limits ? limitsSide : costsSide),
        problems: sides.flatMap((side) => ('problem' in side ? [side.problem] : [])),
    };
}
function sideOf(told) {
    return told !== undefined && 'side' in told ? told.side : undefined;
}
async function told(reading, consequence) {
    try {
        return { side: await reading };
    }
    catch (error) {
        if (!(error instanceof UnreadableCommit))
            throw error;
        return { problem: { severity: 'error', message: (0,src_text/* say */.cv) `${consequence} ${error.said}`, help: error.help } };
    }
}
async function readSide(ref, options) {
    const { plans, patterns, changedFiles } = options;
    const limit = (0,p_limit/* default */.A)(CONCURRENCY);
    const read = (file, isNamed) => limit(() => readBasePlan(file, isNamed, ref, options));
    // A pattern may have named what the pull request takes away; a name that it names still is there.
    const early = patterns.some(workspace_patterns/* hasWildcard */.r) ? changedFiles() : undefined;
    const [commit, own] = await Promise.all([
        ref.files.commit(),
        Promise.all(plans.map((file) => read(file, true))),
        early,
    ]);
    const standing = own.filter((plan) => plan !== undefined);
    if (early === undefined && standing.length === plans.length) {
        return { name: ref.name, commit, plans: standing, renames: new Map() };
    }
    const { gone, changed } = await changedFiles();
    if (changed >= MOST_CHANGED_FILES && standing.length < plans.length)
        throw tooManyChanges();
    const isNamed = (0,matcher.matcherOf)(patterns);
    // Only a new plan may take the place of one that the input does not name.
    const isReplaceable = ({ path, renamedTo }) => standing.length < plans.length && (/\.ya?ml$/i.test(path) || plans.some((file) => file === renamedTo));
    const candidates = gone.filter((file) => isNamed(file.path) || isReplaceable(file));
    if (candidates.length > MOST_GONE)
        throw tooManyGone(candidates.length);
    const others = await Promise.all(candidates.map(({ path }) => read(path, isNamed(path))));
    return {
        name: ref.name,
        commit,
        plans: [...standing, ...others.filter((plan) => plan !== undefined)],
        renames: new Map(gone.flatMap(({ path, renamedTo }) => (renamedTo === undefined ? [] : [[renamedTo, path]]))),
    };
}
async function readBasePlan(file, isNamed, { files }, { redact }) {
    const found = await files.readPlan(file);
    if (found === undefined)
        return undefined;
    if (!('text' in found)) {
        const problem = { severity: 'error', message: found.message, help: found.help };
        const ids = new Set();
        return { file, isNamed, plan: undefined, problems: [problem], budget: undefined, name: undefined, ids };
    }
    const countRecords = (path) => files.countRecords(path);
    const read = await (0,plan_read/* readPlan */.m)({ file, text: redact(found.text), countRecords });
    return { ...read, isNamed };
}
function tooManyGone(count) {
    return new UnreadableCommit((0,src_text/* say */.cv) `The pull request takes away ${count} files that may have been plans; of ${MOST_GONE} at most it is looked up whose place a new plan takes.`, (0,src_text/* prose */.CS)('Take them away in a pull request of its own.'));
}
function tooManyChanges() {
    return new UnreadableCommit((0,src_text/* say */.cv) `The pull request changes ${MOST_CHANGED_FILES} files or more, of which GitHub lists no more, so that it cannot be told whose place a new plan takes.`, (0,src_text/* prose */.CS)('Add the plan in a pull request of its own.'));
}

// EXTERNAL MODULE: ./src/doors/plan-files.ts + 4 modules
var plan_files = __webpack_require__(9064);
// EXTERNAL MODULE: ./src/doors/plans.ts
var doors_plans = __webpack_require__(4713);
// EXTERNAL MODULE: ./src/files/kind.ts
var files_kind = __webpack_require__(8289);
// EXTERNAL MODULE: ./src/files/refusal.ts
var refusal = __webpack_require__(6659);
;// CONCATENATED MODULE: ./src/repository/below.ts


/**
 * The files of a commit under the paths that they have in a workspace, where the repository is checked out to a folder.
 *
 * @param folder with a `/` at its end; empty for the workspace itself
 */
function below(folder, files) {
    if (folder === '')
        return files;
    const pathOf = (path) => (path.startsWith(folder) ? path.slice(folder.length) : undefined);
    return {
        commit: () => files.commit(),
        readPlan: async (path) => {
            const inRepository = pathOf(path);
            return inRepository === undefined ? undefined : files.readPlan(inRepository);
        },
        countRecords: async (path) => {
            const inRepository = pathOf(path);
            return inRepository === undefined ? (0,refusal/* liesOutside */.Xt)(files_kind/* DATA_FILE */.AL, path) : files.countRecords(inRepository);
        },
    };
}

// EXTERNAL MODULE: external "node:stream/consumers"
var consumers_ = __webpack_require__(8321);
// EXTERNAL MODULE: ./src/files/content.ts + 5 modules
var content = __webpack_require__(941);
;// CONCATENATED MODULE: ./src/repository/tree.ts




/** More than people chain; where a link leads to itself, each is a request. */
const MOST_LINKS = 10;
/** The file at a path, through links that stay in the repository; or why there is none to read. */
async function findFile(tree, path, kind) {
    let asked = treePath(path, kind);
    let below = '';
    let links = 0;
    for (;;) {
        if (typeof asked !== 'string')
            return asked;
        const entry = await entryAt(tree, asked);
        if (entry.kind === 'link') {
            links += 1;
            if (links > MOST_LINKS)
                return manyLinks(kind, path);
            asked = external_node_path_.posix.isAbsolute(entry.target)
                ? (0,refusal/* liesOutside */.Xt)(kind, path)
                : treePath(external_node_path_.posix.join(external_node_path_.posix.dirname(asked), entry.target, below), kind, path);
            below = '';
            continue;
        }
        const folder = external_node_path_.posix.dirname(asked);
        if (entry.kind === 'missing' && folder !== '.') {
            // A folder on the way may be a link, or a submodule.
            below = external_node_path_.posix.join(external_node_path_.posix.basename(asked), below);
            asked = folder;
            continue;
        }
        if (entry.kind === 'submodule')
            return inSubmodule(kind, path);
        if (below !== '') {
            if (entry.kind === 'file')
                await entry.leave();
            return { kind: 'missing' };
        }
        return entry.kind === 'folder' ? (0,refusal/* isNoFile */.wD)(kind, path) : entry;
    }
}
/** What stands there, once the commit is known: both are asked at once. */
async function entryAt(tree, path) {
    const [entry, commit] = await Promise.allSettled([tree.at(path), tree.commit()]);
    if (commit.status === 'rejected') {
        if (entry.status === 'fulfilled' && entry.value.kind === 'file')
            await entry.value.leave();
        throw commit.reason;
    }
    if (entry.status === 'rejected')
        throw entry.reason;
    return entry.value;
}
/** The path as a commit has it. */
function treePath(path, kind, named = path) {
    const plain = external_node_path_.posix.normalize(path).replace(/\/$/, '');
    if (external_node_path_.posix.isAbsolute(plain) || plain === '..' || plain.startsWith('../'))
        return (0,refusal/* liesOutside */.Xt)(kind, named);
    if (plain.split('/').includes('.git'))
        return (0,refusal/* isGitsOwn */.Gu)(kind, named);
    // No file can be named by the latter: halves of characters have no bytes.
    if (plain === '.' || /[\0\p{Surrogate}]/u.test(plain))
        return (0,refusal/* isNoFile */.wD)(kind, named);
    return plain;
}
function inSubmodule(kind, path) {
    const message = (0,src_text/* say */.cv) `${(0,files_kind/* nameOf */.Vb)(kind, path)} is a submodule or lies in one.`;
    return { message, help: (0,src_text/* prose */.CS)('Name a file of the repository itself.') };
}
function manyLinks(kind, path) {
    return { message: (0,src_text/* say */.cv) `${(0,files_kind/* nameOf */.Vb)(kind, path)} is a link that leads nowhere.`, help: (0,src_text/* prose */.CS)('Name the file itself.') };
}

;// CONCATENATED MODULE: ./src/repository/files.ts







/**
 * The files of a commit, by one way to read it.
 *
 * @param signal ends the counting of records when the time for everything is up
 */
function filesOf(tree, signal) {
    return {
        commit: () => tree.commit(),
        readPlan: (path) => useFile(tree, path, files_kind/* PLAN_FILE */.VI, async (bytes) => (0,content/* planText */.P)(path, await (0,consumers_.buffer)(bytes))),
        countRecords: (path) => orRefusal((0,content/* countDataFile */.k)(path, signal, (count) => countAt(tree, path, count))),
    };
}
async function countAt(tree, path, count) {
    return (await useFile(tree, path, files_kind/* DATA_FILE */.AL, count)) ?? doesNotExist(path);
}
/** A commit that cannot be read as the reason why records are not counted. */
async function orRefusal(counted) {
    try {
        return await counted;
    }
    catch (error) {
        if (error instanceof UnreadableCommit)
            return { message: error.said, help: error.help };
        throw error;
    }
}
/** Hands on the bytes of a file, up to its size; `undefined` where there is none. */
async function useFile(tree, path, kind, use) {
    const found = await findFile(tree, path, kind);
    if ('message' in found)
        return found;
    if (found.kind === 'missing')
        return undefined;
    if (found.kind === 'too-large')
        return (0,refusal/* isTooLarge */.I9)(kind, path);
    if (found.size !== undefined && found.size > (0,files_kind/* mostBytes */.j$)(kind)) {
        await found.leave();
        return (0,refusal/* isTooLarge */.I9)(kind, path, found.size);
    }
    try {
        return await use(upTo((0,files_kind/* mostBytes */.j$)(kind), found.bytes));
    }
    catch (error) {
        if (error instanceof TooMany)
            return (0,refusal/* isTooLarge */.I9)(kind, path);
        throw error;
    }
}
/** More bytes came than a file may have. */
class TooMany extends Error {
}
async function* upTo(most, chunks) {
    let size = 0;
    for await (const chunk of chunks) {
        size += chunk.length;
        if (size > most)
            throw new TooMany();
        yield chunk;
    }
}
function doesNotExist(path) {
    const message = (0,src_text/* say */.cv) `${(0,files_kind/* nameOf */.Vb)(files_kind/* DATA_FILE */.AL, path)} does not exist.`;
    return {
        message,
        help: (0,src_text/* say */.cv) `A ${'count_from'} is relative to the plan that names it, and counts a file of the same commit: one that a step makes is not there.`,
    };
}

;// CONCATENATED MODULE: ./src/repository/fallback.ts



/**
 * The files of the first where its commit can be read, else of the second. All come from the one: which one is decided
 * once, so that a plan and its data files are of the same commit.
 */
function withFallback(first, second) {
    let choice;
    let failed = false;
    function chosen() {
        choice ??= first.commit().then(() => first, (error) => {
            failed = true;
            return second.commit().then(() => second, (alsoError) => Promise.reject(both(error, alsoError)));
        });
        return choice;
    }
    /** Asks the first without waiting for the choice, until it is known to have failed. */
    async function read(use) {
        if (failed)
            return use(await chosen());
        const [early, files] = await Promise.allSettled([use(first), chosen()]);
        if (files.status === 'rejected')
            throw files.reason;
        if (files.value !== first)
            return use(files.value);
        if (early.status === 'rejected')
            throw early.reason;
        return early.value;
    }
    return {
        commit: async () => (await chosen()).commit(),
        readPlan: (path) => read((files) => files.readPlan(path)),
        countRecords: (path) => orRefusal(read((files) => files.countRecords(path))),
    };
}
/** Both are told, since either may be mended. */
function both(first, second) {
    if (!(first instanceof UnreadableCommit && second instanceof UnreadableCommit))
        return first;
    return new UnreadableCommit((0,src_text/* say */.cv) `${first.said} ${second.said}`, (0,src_text/* say */.cv) `${first.help} Or: ${second.help}`);
}

;// CONCATENATED MODULE: ./src/repository/api-trouble.ts



const NOT_FOUND = (0,dist/* object */.Ikc)({
    status: (0,dist/* literal */.euz)(404),
    response: (0,dist/* object */.Ikc)({ data: (0,dist/* object */.Ikc)({ message: (0,dist/* literal */.euz)('Not Found') }) }),
});
/**
 * GitHub says that there is no such file; it says the same where the token may not read the repository. What a proxy
 * says, or GitHub of a ref that is gone, is something else.
 */
function isNotFound(error) {
    return (0,dist/* safeParse */.xLC)(NOT_FOUND, error).success;
}
const TOO_LARGE = (0,dist/* object */.Ikc)({
    status: (0,dist/* literal */.euz)(403),
    response: (0,dist/* object */.Ikc)({ data: (0,dist/* object */.Ikc)({ errors: (0,dist/* array */.YOg)((0,dist/* object */.Ikc)({ code: (0,dist/* string */.YjP)() })) }) }),
});
/** The file is larger than the 100 MB that GitHub hands out. */
function isTooLargeForApi(error) {
    const { success, output } = (0,dist/* safeParse */.xLC)(TOO_LARGE, error);
    return success && output.response.data.errors.some(({ code }) => code === 'too_large');
}
/**
 * Puts an error of GitHub's into words.
 *
 * @param what that could not be read, as the beginning of a sentence
 */
function apiTrouble(error, what, redact) {
    const said = redact(error instanceof Error ? error.message : String(error));
    const answered = error instanceof Error && 'response' in error && error.response !== undefined;
    // Octokit says 500 where no answer came at all.
    if (!answered || !('status' in error)) {
        return new UnreadableCommit((0,src_text/* say */.cv) `${what} could not be read: GitHub did not answer (${said}).`, AGAIN);
    }
    const status = Number(error.status);
    const message = (0,src_text/* say */.cv) `${what} could not be read: GitHub answered ${(0,src_text/* prose */.CS)(`HTTP ${status}`)}, ${said}.`;
    return new UnreadableCommit(message, helpFor(status, said));
}
/** Octokit tries again what fails; an answer that breaks off after it has begun is not tried again. */
function brokeOff(error, what, redact) {
    const said = redact(error instanceof Error ? error.message : String(error));
    return new UnreadableCommit((0,src_text/* say */.cv) `${what} could not be read: GitHub’s answer broke off (${said}).`, AGAIN);
}
const AGAIN = (0,src_text/* say */.cv) `Run the step again; where time ran out, raise the input ${'timeout'}.`;
function helpFor(status, said) {
    if (status === 401)
        return (0,src_text/* say */.cv) `Check the input ${'github-token'}.`;
    if (status === 429 || /rate limit/i.test(said))
        return (0,src_text/* prose */.CS)('Run the step again once GitHub answers this token again.');
    if (status === 403)
        return (0,src_text/* say */.cv) `Give the job ${'permissions: contents: read'}.`;
    if (status === 404)
        return (0,src_text/* say */.cv) `Give the job ${'permissions: contents: read'}, and check that the commit is there.`;
    if (status === 409 || status === 422)
        return (0,src_text/* prose */.CS)('Check that there is such a branch or commit.');
    return (0,src_text/* prose */.CS)('Run the step again.');
}

;// CONCATENATED MODULE: ./src/repository/list.ts





const treeSchema = dist/* object */.Ikc({
    truncated: dist/* boolean */.zMY(),
    tree: dist/* array */.YOg(dist/* object */.Ikc({ type: dist/* string */.YjP(), path: dist/* pipe */.FsL(dist/* string */.YjP(), dist/* minLength */.BpQ(1)) })),
});
/**
 * The paths of all files of a commit. Rejects with UnreadableCommit, also where there are more than GitHub lists at once
 * (100,000, or 7 MB of them; docs.github.com: rest/git/trees).
 */
async function listFiles(github, { owner, repo, ref }, redact) {
    const what = (0,src_text/* say */.cv) `The list of files of the commit ${ref}`;
    try {
        const { data } = await github.rest.git.getTree({ owner, repo, tree_sha: ref, recursive: '1' });
        const { truncated, tree } = (0,believed/* believed */.ty)(treeSchema, data);
        if (!truncated)
            return tree.flatMap(({ type, path }) => (type === 'blob' ? path : []));
    }
    catch (error) {
        throw apiTrouble(error, what, redact);
    }
    throw new UnreadableCommit((0,src_text/* say */.cv) `${what} is longer than GitHub tells at once.`, (0,src_text/* say */.cv) `Name the plan files in the input ${'plan'} by their paths, without patterns.`);
}

;// CONCATENATED MODULE: ./src/repository/through-api.ts





/** What GitHub tells of what is no file: a folder is a list. */
const NO_FILE = (0,dist/* variant */.Oxt)('type', [
    (0,dist/* object */.Ikc)({ type: (0,dist/* literal */.euz)('symlink'), target: (0,dist/* string */.YjP)() }),
    (0,dist/* object */.Ikc)({ type: (0,dist/* literal */.euz)('submodule') }),
]);
/** The most that is read of such an answer, in bytes: only a list may be longer. */
const through_api_LONGEST_DESCRIPTION = 64 * 1024;
/**
 * The files of a commit by GitHub's API, without a checkout.
 *
 * @see https://docs.github.com/en/rest/repos/contents#get-repository-content
 * @see https://docs.github.com/en/rest/commits/commits#get-a-commit
 */
function filesThroughApi(github, { owner, repo, ref }, redact) {
    let asked;
    // A branch may move on while it is read: once its commit is known, that is what is asked for.
    let known = ref;
    function commit() {
        asked ??= askCommit();
        return asked;
    }
    async function askCommit() {
        const what = (0,src_text/* say */.cv) `The commit ${ref}`;
        try {
            const { data } = await github.request('GET /repos/{owner}/{repo}/commits/{ref}', {
                owner,
                repo,
                // The contents take a ref in full; a commit is asked for by `heads/main`.
                ref: ref.replace(/^refs\//, ''),
                headers: { accept: 'application/vnd.github.sha' },
                request: { parseSuccessResponseBody: false },
            });
            const sha = await readStart(bytesOf(through_api_bodyOf(data, what), what), 100);
            if (!/^[0-9a-f]{40,64}$/.test(sha))
                throw notGitHubs(what);
            known = sha;
            return sha;
        }
        catch (error) {
            throw inWords(error, what);
        }
    }
    async function at(path) {
        const what = (0,src_text/* say */.cv) `The file ${path} of the commit ${ref}`;
        try {
            const { data, headers } = await github.request('GET /repos/{owner}/{repo}/contents/{path}', {
                owner,
                repo,
                path,
                ref: known,
                mediaType: { format: 'raw' },
                request: { parseSuccessResponseBody: false },
            });
            const body = through_api_bodyOf(data, what);
            const bytes = bytesOf(body, what);
            const type = headers['content-type'] ?? '';
            const leave = () => body.cancel().catch(() => undefined);
            if (/^application\/vnd\.github\.([\w-]+\.)?raw\b/.test(type))
                return { kind: 'file', size: undefined, bytes, leave };
            if (!/^application\/json\b/.test(type)) {
                await leave();
                throw notGitHubs(what);
            }
            return described(await readStart(bytes, through_api_LONGEST_DESCRIPTION), what);
        }
        catch (error) {
            if (isNotFound(error))
                return { kind: 'missing' };
            if (isTooLargeForApi(error))
                return { kind: 'too-large' };
            throw inWords(error, what);
        }
    }
    /** The body as it comes; a break in it is put into words. */
    async function* bytesOf(body, what) {
        try {
            yield* body;
        }
        catch (error) {
            throw brokeOff(error, what, redact);
        }
    }
    function inWords(error, what) {
        return error instanceof UnreadableCommit ? error : apiTrouble(error, what, redact);
    }
    return filesOf({ commit, at });
}
/** The body of an answer that Octokit was told not to parse. */
function through_api_bodyOf(data, what) {
    if (data instanceof ReadableStream)
        return data;
    throw notGitHubs(what);
}
async function readStart(bytes, most) {
    const chunks = [];
    let size = 0;
    for await (const chunk of bytes) {
        chunks.push(chunk);
        size += chunk.length;
        if (size > most)
            break;
    }
    return Buffer.concat(chunks).toString();
}
function described(text, what) {
    if (text.startsWith('['))
        return { kind: 'folder' };
    const { success, output } = (0,dist/* safeParse */.xLC)(NO_FILE, parsed(text));
    if (!success)
        throw notGitHubs(what);
    return output.type === 'symlink' ? { kind: 'link', target: output.target } : { kind: 'submodule' };
}
function parsed(text) {
    try {
        const json = JSON.parse(text);
        return json;
    }
    catch {
        return undefined;
    }
}
function notGitHubs(what) {
    return new UnreadableCommit((0,src_text/* say */.cv) `${what} could not be read: what came is no answer of GitHub’s.`, (0,src_text/* prose */.CS)('Check that no proxy answers in its place, and run the step again.'));
}

// EXTERNAL MODULE: external "node:child_process"
var external_node_child_process_ = __webpack_require__(1421);
// EXTERNAL MODULE: external "node:events"
var external_node_events_ = __webpack_require__(8474);
;// CONCATENATED MODULE: ./src/repository/git.ts




/** Git could not be run, or failed: what it said. */
class GitError extends Error {
    name = 'GitError';
}
/** The most that is kept of what Git complains about, in characters. */
const LONGEST_COMPLAINT = 2000;
/** What a Git command that only reads objects prints, as it comes. Reading less than all of it ends the command. */
async function* runGit({ workspace, signal }, args, input = '') {
    // Its own folder by name: no search for one above the workspace, and no question of whose it is, as in containers.
    const gitFolder = (0,external_node_path_.resolve)(workspace, '.git');
    const child = (0,external_node_child_process_.spawn)('git', ['--no-replace-objects', '--literal-pathspecs', `--git-dir=${gitFolder}`, ...args], {
        // Windows looks for programs in the current folder, too: that must not be the workspace.
        cwd: (0,external_node_path_.dirname)(process.execPath),
        env: environment(),
        windowsHide: true,
        signal,
    });
    let complaint = '';
    child.stderr.setEncoding('utf8').on('data', (text) => {
        complaint = (complaint + text).slice(0, LONGEST_COMPLAINT);
    });
    // Where it ends before it has read, that is told by its exit.
    child.stdin.on('error', () => undefined).end(input);
    const ended = (0,external_node_events_.once)(child, 'close').then(([code]) => (code === 0 ? undefined : complaint || `exit code ${code}`), (error) => (error instanceof Error ? error.message : String(error)));
    let whole = false;
    try {
        yield* child.stdout;
        whole = true;
    }
    catch {
        // The output of a command that could not be started; why is told below.
    }
    finally {
        if (!whole)
            child.kill();
    }
    const trouble = await ended;
    if (trouble !== undefined)
        throw new GitError(trouble);
}
/** The whole of what a Git command prints, where that is short. Rejects with GitError. */
function readGit(place, args, input = '') {
    return (0,consumers_.buffer)(runGit(place, args, input));
}
/** Nothing of the step's own (secrets, settings of Git), and no way out to the network or to a person. */
function environment() {
    return {
        PATH: process.env['PATH'],
        LC_ALL: 'C',
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_OPTIONAL_LOCKS: '0',
        GIT_TERMINAL_PROMPT: '0',
        // An object that a partial clone has not is an error, not a fetch; older versions know the latter only.
        GIT_NO_LAZY_FETCH: '1',
        GIT_ALLOW_PROTOCOL: 'none',
    };
}

;// CONCATENATED MODULE: ./src/repository/through-git.ts




/** The longest target of a link, in bytes; Linux takes no longer path. */
const LONGEST_TARGET = 4096;
const COMMIT_LINE = /^(?<sha>[0-9a-f]{40,64}) commit \d+\n$/;
const TREE_LINE = /^(?<mode>\d+) (?<type>\w+) (?<id>[0-9a-f]+) +(?<size>-|\d+)\t/;
/**
 * The files of a commit out of the Git objects in the workspace, without a checkout and without the network.
 *
 * @param revision a commit as Git names it: a SHA, `refs/remotes/origin/main`
 * @param signal ends the reading when the time for everything is up
 */
function filesThroughGit(workspace, revision, signal) {
    const place = { workspace, signal };
    let asked;
    function commit() {
        asked ??= findCommit();
        return asked;
    }
    async function findCommit() {
        if (/[\n\0]/.test(revision))
            throw noCommit();
        // On standard input nothing is an option.
        const line = await told(readGit(place, ['cat-file', '--batch-check'], `${revision}^{commit}\n`));
        const sha = COMMIT_LINE.exec(line.toString())?.groups?.['sha'];
        if (sha === undefined)
            throw noCommit();
        return sha;
    }
    async function at(path) {
        const line = await told(readGit(place, ['ls-tree', '-z', '-l', '--full-tree', await commit(), '--', path]));
        if (line.length === 0)
            return { kind: 'missing' };
        const { mode, type, id, size } = TREE_LINE.exec(line.toString())?.groups ?? {};
        if (type === 'tree')
            return { kind: 'folder' };
        if (type === 'commit')
            return { kind: 'submodule' };
        if (type !== 'blob' || id === undefined)
            throw unreadable(`ls-tree: ${line}`);
        if (mode !== '120000') {
            return { kind: 'file', size: Number(size), bytes: blob(id), leave: async () => undefined };
        }
        if (Number(size) > LONGEST_TARGET)
            return { kind: 'missing' };
        return { kind: 'link', target: (await told(readGit(place, ['cat-file', 'blob', id]))).toString() };
    }
    async function* blob(id) {
        try {
            yield* runGit(place, ['cat-file', 'blob', id]);
        }
        catch (error) {
            throw error instanceof GitError ? unreadable(error.message) : error;
        }
    }
    async function told(answer) {
        try {
            return await answer;
        }
        catch (error) {
            throw error instanceof GitError ? unreadable(error.message) : error;
        }
    }
    function noCommit() {
        return new UnreadableCommit((0,src_text/* say */.cv) `Git has no commit ${revision} in the workspace.`, FETCH);
    }
    function unreadable(said) {
        if (signal?.aborted) {
            const message = (0,src_text/* say */.cv) `The time for the step ran out while Git read the commit ${revision} in the workspace.`;
            return new UnreadableCommit(message, (0,src_text/* say */.cv) `Run the step again, or raise the input ${'timeout'}.`);
        }
        return new UnreadableCommit((0,src_text/* say */.cv) `Git could not read the commit ${revision} in the workspace (${said}).`, FETCH);
    }
    return filesOf({ commit, at }, signal);
}
const FETCH = (0,src_text/* say */.cv) `Let ${'actions/checkout'} run before this step, with ${'fetch-depth: 0'} and without a ${'filter'}, so that all branches are there.`;

;// CONCATENATED MODULE: ./src/workspace/checkout.ts


/**
 * The folder of the workspace that the repository of a file is checked out to, with a `/` at its end; empty for the
 * workspace itself. `actions/checkout` takes a `path`, and what is there has other paths in the repository.
 *
 * @param file relative to the workspace
 */
async function checkoutFolder(workspace, file) {
    if (await isThere((0,external_node_path_.join)(workspace, '.git')))
        return '';
    for (let folder = external_node_path_.posix.dirname(file); folder !== '.' && folder !== '/'; folder = external_node_path_.posix.dirname(folder)) {
        if (await isThere((0,external_node_path_.join)(workspace, folder, '.git')))
            return `${folder}/`;
    }
    return '';
}
function isThere(path) {
    return (0,promises_.stat)(path).then(() => true, () => false);
}

;// CONCATENATED MODULE: ./src/action/changed-files.ts




/**
 * Asks once, when it is first wanted. Rejects with UnreadableCommit where GitHub does not say.
 *
 * @param folder that the repository is checked out to, with a `/` at its end; empty for the workspace itself
 */
function changedFilesOf(github, repository, target, folder, redact) {
    let asked;
    return () => {
        asked ??= ask();
        return asked;
    };
    async function ask() {
        const [number] = (await target).numbers;
        // Without a pull request there is nothing that takes a plan away.
        if (number === undefined)
            return { gone: [], changed: 0 };
        if (github === undefined || repository === undefined) {
            throw new UnreadableCommit((0,src_text/* prose */.CS)('Which files the pull request takes away cannot be read without a token.'), (0,src_text/* prose */.CS)('Leave the input `github-token` at its default.'));
        }
        try {
            const { gone, changed } = await findGoneFiles(github, repository, number);
            return { gone: gone.map((file) => inFolder(folder, file)), changed };
        }
        catch (error) {
            const { message, help } = (0,trouble/* goneFilesTrouble */.e8)(error, redact);
            throw new UnreadableCommit(message, help);
        }
    }
}
function inFolder(folder, { path, renamedTo }) {
    return { path: folder + path, renamedTo: renamedTo === undefined ? undefined : folder + renamedTo };
}

;// CONCATENATED MODULE: ./src/action/commit-plans.ts




/**
 * The plan files of a commit.
 *
 * @param list every file of the commit; asked only where there are patterns, rejects with UnreadableCommit
 */
function inCommit(files, list) {
    return {
        find: async (patterns) => {
            const included = patterns.filter((pattern) => !pattern.startsWith('!'));
            const excluded = patterns.filter((pattern) => pattern.startsWith('!'));
            if (excluded.length === 0 && !included.some(workspace_patterns/* hasWildcard */.r)) {
                return { files: [...new Set(included.map((path) => path.replace(/^(?:\.\/)+/, '')))].sort(), missing: [] };
            }
            const all = await list().catch(unreadable);
            if ('problem' in all)
                return all;
            const found = included.map((pattern) => ({ pattern, files: all.filter((0,matcher.matcherOf)([pattern])) }));
            const isLeft = (0,matcher.matcherOf)([...included, ...excluded]);
            return {
                files: [...new Set(found.flatMap((match) => match.files))].filter(isLeft).sort(),
                missing: found.filter((match) => match.files.length === 0).map(({ pattern }) => pattern),
            };
        },
        read: (path) => readAt(files, path),
        countRecords: (path) => files.countRecords(path),
    };
}
async function readAt(files, path) {
    try {
        const read = await files.readPlan(path);
        if (read === undefined) {
            const message = (0,src_text/* say */.cv) `The plan file ${path} does not exist in the pull request.`;
            return { problem: { severity: 'error', message, help: (0,src_text/* say */.cv) `Check the input ${'plan'}.` } };
        }
        return 'text' in read ? read : { problem: { severity: 'error', ...read } };
    }
    catch (error) {
        return unreadable(error);
    }
}
function unreadable(error) {
    if (!(error instanceof UnreadableCommit))
        throw error;
    return { problem: { severity: 'error', message: error.said, help: error.help } };
}

;// CONCATENATED MODULE: ./src/github/label.ts


/** The roles that may put labels on (docs.github.com: organizations/…/repository-roles-for-an-organization). */
const MAY_LABEL = ['triage', 'write', 'maintain', 'admin'];
/** GitHub's description of `labeled-issue-event`, where the actor is never null; that of a deleted account is. */
const labelEventSchema = dist/* object */.Ikc({
    id: believed/* idSchema */.fY,
    event: dist/* picklist */.KIO(['labeled', 'unlabeled']),
    created_at: dist/* string */.YjP(),
    actor: dist/* nullish */.cl6(dist/* object */.Ikc({ login: dist/* string */.YjP(), type: dist/* string */.YjP() })),
    label: dist/* object */.Ikc({ name: dist/* string */.YjP() }),
});
/**
 * Finds who put the label on last, and whether they may: a person with triage permission or more. Rejects where GitHub
 * does not say.
 */
async function findLabelling(github, target) {
    const { owner, repo, label, labelsNow } = target;
    if (!labelsNow.some((name) => isSame(name, label)))
        return { kind: 'absent' };
    const newest = await newestEvent(github, target);
    // Taken off since the labels were asked for.
    if (newest?.event === 'unlabeled')
        return { kind: 'absent' };
    if (!newest?.actor)
        return { kind: 'does-not-count', event: undefined, why: 'unknown' };
    const { login, type } = newest.actor;
    const event = { id: newest.id, by: login, at: newest.created_at };
    if (type === 'Bot' || login.toLowerCase().endsWith('[bot]'))
        return { kind: 'does-not-count', event, why: 'bot' };
    return (await mayLabel(github, { owner, repo, username: login }))
        ? { kind: 'counts', event }
        : { kind: 'does-not-count', event, why: 'permission' };
}
/** The last event of the label; GitHub lists them oldest first, so that all pages have to be read. */
async function newestEvent(github, { owner, repo, pullRequest, label }) {
    const query = { owner, repo, issue_number: pullRequest, per_page: 100 };
    let newest;
    for await (const { data } of github.paginate.iterator(github.rest.issues.listEvents, query)) {
        for (const raw of (0,believed/* believed */.ty)(dist/* array */.YOg(dist/* unknown */.L5J()), data)) {
            const event = dist/* safeParse */.xLC(labelEventSchema, raw);
            if (event.success && isSame(event.output.label.name, label))
                newest = event.output;
        }
    }
    return newest;
}
const permissionSchema = dist/* object */.Ikc({
    permission: dist/* string */.YjP(),
    role_name: dist/* nullish */.cl6(dist/* string */.YjP(), ''),
    user: dist/* nullish */.cl6(dist/* object */.Ikc({ permissions: dist/* nullish */.cl6(dist/* object */.Ikc({ triage: dist/* nullish */.cl6(dist/* boolean */.zMY()) })) })),
});
/**
 * By GitHub's description of `repository-collaborator-permission`: `permission` knows no triage (it is `read` there),
 * and `role_name` may be that of a custom role, so that `user.permissions` is asked first. It is not in every answer.
 */
async function mayLabel(github, user) {
    try {
        const { data } = await github.rest.repos.getCollaboratorPermissionLevel(user);
        const { permission, role_name, user: found } = (0,believed/* believed */.ty)(permissionSchema, data);
        return found?.permissions?.triage ?? [role_name, permission].some((role) => MAY_LABEL.includes(role));
    }
    catch (error) {
        // Nobody of that name any more.
        if (error instanceof Error && 'status' in error && error.status === 404)
            return false;
        throw error;
    }
}
/** As GitHub compares the names of labels. */
function isSame(one, other) {
    return one.toLowerCase() === other.toLowerCase();
}

;// CONCATENATED MODULE: ./src/action/override.ts





/**
 * What is known of the override label: whether it counts, and what the gate's own comment remembers of it. Never rejects:
 * where something cannot be found out, the label does not count.
 *
 * @param own the gate's own comments on the pull request; rejects where they cannot be read
 */
async function readOverride(github, repository, pull, label, own, redact) {
    const unknown = (problem, remembered = budget_approval/* NOTHING_REMEMBERED */.l8) => ({
        label,
        event: undefined,
        remembered,
        isUnknown: true,
        problems: [problem],
    });
    let remembered;
    try {
        remembered = readHidden((await own).at(-1)?.body ?? '');
    }
    catch (error) {
        return unknown((0,trouble/* labelTrouble */.mw)(error, redact));
    }
    if (pull.labels === undefined) {
        const message = (0,src_text/* say */.cv) `The label ${label} does not count, since the labels of the pull request could not be read.`;
        const help = (0,src_text/* say */.cv) `Give the job ${'permissions: pull-requests: write'}.`;
        return unknown({ severity: 'warning', message, help }, remembered);
    }
    try {
        const target = { ...repository, pullRequest: pull.number, label, labelsNow: pull.labels };
        const labelling = await findLabelling(github, target);
        const known = { label, event: undefined, remembered, isUnknown: false, problems: [] };
        if (labelling.kind === 'absent')
            return known;
        if (labelling.kind === 'counts')
            return { ...known, event: labelling.event };
        const help = (0,src_text/* prose */.CS)('Somebody with triage permission or more has to put it on.');
        return { ...known, problems: [{ severity: 'warning', message: (0,budget_approval/* uncountedText */.DO)(label, labelling), help }] };
    }
    catch (error) {
        return unknown((0,trouble/* labelTrouble */.mw)(error, redact), remembered);
    }
}

;// CONCATENATED MODULE: ./src/action/target.ts



const NOTHING = { pull: undefined, numbers: [], problems: [] };
/** Finds the pull requests that a run is about. Never rejects. */
async function findTarget(github, context, redact) {
    const { repository, pull, pullsOf } = context;
    if (pull !== undefined)
        return readPull(github, context, pull, redact);
    if (github === undefined || repository === undefined || pullsOf === undefined)
        return NOTHING;
    try {
        return chosen(await findPulls(github, repository, pullsOf), context);
    }
    catch (error) {
        // A commit that GitHub has never seen, as where a workflow is run on one's own machine, is the head of none.
        if (hasStatus(error, 422))
            return chosen([], context);
        // Whether a base branch has limits for it is not known then. A token that may not ask is how the job is set up: it is
        // judged as a push that no pull request is about.
        const severity = context.plansFrom === 'workspace' && hasStatus(error, 403, 404) ? 'notice' : 'error';
        return { ...NOTHING, problems: [(0,trouble/* pullTrouble */.$p)(error, severity, redact)] };
    }
}
function hasStatus(error, ...statuses) {
    return error instanceof Error && 'status' in error && statuses.some((status) => status === error.status);
}
async function readPull(github, { repository, plansFrom }, { number, headSha, baseRef }, redact) {
    const told = baseRef === undefined ? undefined : { number, headSha: headSha ?? '', baseRef, labels: undefined };
    if (github === undefined || repository === undefined) {
        const problems = plansFrom === 'head' ? [withoutToken(number)] : [];
        return { pull: told, numbers: [number], problems };
    }
    try {
        return { pull: await getPull(github, repository, number), numbers: [number], problems: [] };
    }
    catch (error) {
        // The event tells enough to judge by. Where it does not, neither what is judged nor by what is known.
        const problems = told === undefined ? [(0,trouble/* pullTrouble */.$p)(error, 'error', redact)] : [];
        return { pull: told, numbers: [number], problems };
    }
}
function withoutToken(number) {
    return {
        severity: 'error',
        message: (0,src_text/* say */.cv) `The plans of the pull request ${(0,src_text/* prose */.CS)(`#${number}`)} cannot be read, since there is no token.`,
        help: (0,src_text/* say */.cv) `Leave the input ${'github-token'} at its default.`,
    };
}
/** Of several pull requests with one head, those into the same branch are judged alike; the others are not judged. */
function chosen([first, ...others], { plansFrom, pullsOf }) {
    if (first === undefined) {
        if (plansFrom === 'workspace')
            return NOTHING;
        const message = (0,src_text/* say */.cv) `No open pull request has the commit ${pullsOf?.sha.slice(0, 7)} as its head, so the plans of the workspace are judged.`;
        return { ...NOTHING, problems: [{ severity: 'notice', message }] };
    }
    const alike = others.filter(({ baseRef }) => baseRef === first.baseRef);
    const apart = others.filter(({ baseRef }) => baseRef !== first.baseRef).map(({ number }) => `#${number}`);
    const numbers = [first, ...alike].map(({ number }) => number);
    if (apart.length === 0)
        return { pull: first, numbers, problems: [] };
    const message = (0,src_text/* say */.cv) `This commit is the head of ${(0,src_text/* list */.p_)(apart)} too, into another branch than ${first.baseRef}; it is judged by the limits of ${first.baseRef}, and commented on there alone.`;
    return { pull: first, numbers, problems: [{ severity: 'notice', message }] };
}

;// CONCATENATED MODULE: ./src/action/session.ts

















/** GitHub's side of a run: each part is asked for once, at the first time that it is wanted. */
class Session {
    #options;
    #own = new Map();
    /** Which pull requests the run is about. */
    target;
    constructor(options) {
        this.#options = options;
        const { github, context, redact, inputs } = options;
        this.target = findTarget(github, context, redact);
        // What the comment needs is known by the time that it is written.
        if (context.pull !== undefined && inputs.comment !== 'never')
            this.ownComments(context.pull.number).catch(() => []);
    }
    /** Who and where to speak to; `undefined` where there is no token, or no repository. */
    get github() {
        const { github, context } = this.#options;
        return github && context.repository && { github, repository: context.repository };
    }
    /** The gate's own comments on a pull request; rejects with Octokit's error. */
    ownComments(pullRequest) {
        const known = this.#own.get(pullRequest) ?? this.readOwnComments(pullRequest);
        this.#own.set(pullRequest, known);
        return known;
    }
    /** The same, asked anew. */
    async readOwnComments(pullRequest) {
        if (this.github === undefined)
            return [];
        const { github, repository } = this.github;
        const marker = markerOf(this.#options.inputs.commentKey);
        return (0,github_comment/* findOwnComments */.gP)(github, { ...repository, pullRequest, marker });
    }
    /** The commit whose plans are judged. */
    async commit() {
        const { context } = this.#options;
        if (context.plansFrom === 'workspace')
            return context.commit;
        const { pull } = await this.target;
        return context.pull?.headSha ?? pull?.headSha ?? context.commit;
    }
    /** The plans at the head of the pull request, and what is wrong with them or with where they are. */
    async plans() {
        const { inputs, redact } = this.#options;
        const { pull, problems } = await this.target;
        if ((0,problem/* hasErrors */.Cs)(problems))
            return { plans: [], problems };
        const read = await (0,doors_plans/* readPlans */.xZ)(await this.#atHead(pull), inputs.plan, redact);
        return { plans: read.plans, problems: [...problems, ...read.problems] };
    }
    /** The files of the head of the pull request; without one, those of the workspace. */
    async #atHead(pull) {
        const { workspace, redact, signal } = this.#options;
        const ref = await this.commit();
        if (pull === undefined || ref === undefined || this.github === undefined)
            return (0,plan_files/* inWorkspace */.v)(workspace, signal);
        const { github, repository } = this.github;
        const commit = { ...repository, ref };
        return inCommit(filesThroughApi(github, commit, redact), () => listFiles(github, commit, redact));
    }
    /** What these plan files are held against, and what is wrong with where they are. Never rejects. */
    async base(plans) {
        const { context } = this.#options;
        // The base branch that the event tells of is nearly always still the one.
        const told = context.pull?.baseRef;
        const early = told === undefined ? undefined : this.#readBase(plans, told);
        const { pull, problems } = await this.target;
        const baseRef = pull?.baseRef ?? told;
        const base = await (early !== undefined && baseRef === told ? early : this.#readBase(plans, baseRef));
        return context.plansFrom === 'head' ? base : { ...base, problems: [...base.problems, ...problems] };
    }
    async #readBase(plans, baseRef) {
        const { inputs, context, workspace, github, redact } = this.#options;
        const patterns = (0,doors_plans/* patternsOf */.D4)(inputs.plan);
        const folder = context.plansFrom === 'head' ? '' : await checkoutFolder(workspace, plans[0] ?? '');
        const limits = baseRef === undefined || patterns === undefined ? undefined : this.#branch(baseRef, folder);
        const isBase = inputs.baseline === 'auto' || inputs.baseline === baseRef;
        const other = inputs.baseline === 'none' || isBase || patterns === undefined ? undefined : inputs.baseline;
        const changedFiles = changedFilesOf(github, context.repository, this.target, folder, redact);
        const costs = other === undefined ? (isBase ? limits : undefined) : this.#ref(other, other, other, folder);
        return readBase({ plans, patterns: patterns ?? [], limits, costs, changedFiles, redact });
    }
    /** The base branch as it stands now; in a merge queue, the commit that the pull request is put on. */
    #branch(name, folder) {
        const sha = this.#options.context.pull?.baseSha;
        return this.#ref(name, sha ?? `refs/heads/${name}`, sha ?? `refs/remotes/origin/${name}`, folder);
    }
    #ref(name, onGitHub, inGit, folder) {
        const { workspace, redact, signal } = this.#options;
        const git = filesThroughGit((0,external_node_path_.join)(workspace, folder), inGit, signal);
        const files = this.github === undefined
            ? git
            : withFallback(filesThroughApi(this.github.github, { ...this.github.repository, ref: onGitHub }, redact), git);
        return { name, files: below(folder, files) };
    }
    /** What is known of the override label, where there is one to look for. Never rejects. */
    async override() {
        const { inputs, redact } = this.#options;
        const { pull } = inputs.overrideLabel === undefined ? { pull: undefined } : await this.target;
        if (inputs.overrideLabel === undefined || pull === undefined || this.github === undefined)
            return undefined;
        const { github, repository } = this.github;
        return readOverride(github, repository, pull, inputs.overrideLabel, this.ownComments(pull.number), redact);
    }
}

;// CONCATENATED MODULE: ./src/report/log.ts







/** The most lines of a plan that the log lists; the JSON report has all. */
const MOST_LOGGED = 1_000;
/** Each plan's lines as a table, those that are gone too, dearest first. */
function logGroups(report) {
    const rows = rowsOf(report);
    const isCompared = report.baseline !== null;
    const head = headOf(isCompared);
    const group = (file, title) => {
        const all = rows.filter((row) => row.file === file);
        const shown = all.slice(0, MOST_LOGGED).map((row) => cellsOf(row, isCompared));
        const more = all.length > MOST_LOGGED ? [`… and ${(0,src_text/* plural */.LS)(all.length - MOST_LOGGED, 'cheaper line')}`] : [];
        return { title: `${file}: ${title}`, lines: [...columns([head, ...shown], 3), ...more] };
    };
    return [
        ...report.plans.map((plan) => group(plan.file, sumOf(plan))),
        ...report.deleted_plans.map(({ file }) => group(file, 'deleted')),
    ];
}
/** `$26.980, 502 outputs, +$6.000` */
function sumOf({ cost, generation_count: count, cost_change: change }) {
    const changed = change === null ? '' : `, ${change.formatChange()}`;
    return `${cost?.format() ?? 'cost unknown'}, ${(0,src_text/* plural */.LS)(count, 'output')}${changed}`;
}
/** The columns of a table of lines; all from the count on are figures. */
function headOf(isCompared) {
    return ['line', 'model', 'settings', 'count', 'unit cost', 'cost', ...(isCompared ? ['change'] : [])];
}
function cellsOf(row, isCompared) {
    const { line, change } = row;
    const cost = change === 'removed' ? 'removed' : (line.cost?.format() ?? 'unknown');
    const cells = [
        line.id,
        line.model,
        settingsOf(line).join(', '),
        countOf(line),
        line.unit_cost?.format() ?? 'unknown',
        cost,
    ];
    if (!isCompared)
        return cells;
    const amount = costChangeOf(row, src_money/* Usd */.J.zero)?.formatChange() ?? 'unknown';
    return [...cells, change !== undefined && change !== 'removed' && change.kind === 'same' ? 'same' : amount];
}
/** The figures, a line each. */
function logFigures(report) {
    const figures = [
        ['planned', report.total_cost],
        ['on the baseline', report.baseline_cost],
        ['balance', report.balance],
        ['left after the run', report.remaining_balance],
        ['shortfall', report.shortfall],
    ];
    const rows = figures.flatMap(([name, amount]) => (amount === null ? [] : [[name, amount.format()]]));
    return columns(rows, 1);
}
/** The rules that do not hold and the problems: errors first, since annotations are few. */
function logFindings(report) {
    const order = ['error', 'warning', 'notice'];
    return [...report.problems.map(problemFinding), ...report.violations.map(violationFinding)].toSorted((a, b) => order.indexOf(a.level) - order.indexOf(b.level));
}
function violationFinding({ rule, plan, severity, message, help }) {
    return {
        level: severity === 'fail' ? 'error' : 'warning',
        title: `Budget gate: ${rule}`,
        message: `${message} ${help}`,
        file: plan ?? undefined,
        place: undefined,
        snippet: undefined,
    };
}
function problemFinding({ severity, message, help, place }) {
    const where = place === null ? '' : `${(0,problem/* formatPlace */.dE)(place)} `;
    return {
        level: severity,
        title: 'Budget gate',
        message: `${where}${message}${help === null ? '' : ` ${help}`}`,
        // A plan that is written in the workflow has no file that an annotation could stand in.
        file: place?.file === plan/* INLINE_PLAN */.mT ? undefined : place?.file,
        place: place ?? undefined,
        snippet: place === null ? undefined : snippetOf(place),
    };
}
/**
 * Rows as aligned columns: text to the left, figures to the right.
 *
 * @param texts how many columns are text, before the figures
 */
function columns(rows, texts) {
    const widths = [];
    for (const row of rows) {
        for (const [index, cell] of row.entries())
            widths[index] = Math.max(widths[index] ?? 0, cell.length);
    }
    return rows.map((row) => row
        .map((cell, index) => {
        const width = widths[index] ?? 0;
        return index < texts ? cell.padEnd(width) : cell.padStart(width);
    })
        .join('  ')
        .trimEnd());
}

;// CONCATENATED MODULE: ./src/doors/log.ts


/** GitHub keeps ten annotations of each level a step; one of them is left for the rest to be counted in. */
const MOST_ANNOTATIONS = 9;
const ANNOTATE = { error: core.error, warning: core.warning, notice: core.notice };
/** Writes the report to the step's log, and what must be acted on as annotations. */
function writeLog(report, redact) {
    for (const { title, lines } of logGroups(report)) {
        core.startGroup(inert(redact(title)));
        for (const line of lines)
            core.info(inert(redact(line)));
        core.endGroup();
    }
    for (const line of logFigures(report))
        core.info(inert(redact(line)));
    writeFindings(logFindings(report), redact);
    core.info(inert(redact(`Verdict: ${report.verdict}. ${report.headline}`)));
}
/** Writes findings as annotations, and to the log alone what GitHub would not keep as one. */
function writeFindings(findings, redact) {
    for (const level of ['error', 'warning', 'notice']) {
        const ofLevel = findings.filter((finding) => finding.level === level);
        for (const finding of ofLevel.slice(0, MOST_ANNOTATIONS)) {
            annotate(finding, redact);
            writeSnippet(finding, redact);
        }
        const others = ofLevel.slice(MOST_ANNOTATIONS);
        if (others.length > 0)
            ANNOTATE[level](`${others.length} more of this kind stand in the log.`, { title: 'Budget gate' });
        for (const finding of others) {
            core.info(inert(redact(`${level}: ${finding.message}`)));
            writeSnippet(finding, redact);
        }
    }
}
function annotate({ level, title, message, file, place }, redact) {
    ANNOTATE[level](redact(message), {
        title,
        ...(file !== undefined && { file }),
        ...(place !== undefined && { startLine: place.line, endLine: place.line, startColumn: place.column }),
        ...(place !== undefined && { endColumn: place.column + place.length }),
    });
}
function writeSnippet({ snippet }, redact) {
    for (const line of snippet?.split('\n') ?? [])
        core.info(inert(redact(line)));
}
/**
 * A line that the runner cannot take for a command: it looks for `::` where a line begins, and for `##[` anywhere in it
 * (github.com/actions/runner, ActionCommand). What cannot be seen is left out.
 */
function inert(line) {
    return line
        .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
        .replaceAll('##[', '## [')
        .replace(/^(\s*):(?=:)/, '$1: ');
}

// EXTERNAL MODULE: external "node:timers/promises"
var external_node_timers_promises_ = __webpack_require__(8500);
// EXTERNAL MODULE: ./node_modules/@actions/github/lib/github.js + 21 modules
var github = __webpack_require__(1758);
// EXTERNAL MODULE: ./node_modules/@octokit/plugin-retry/dist-bundle/index.js
var dist_bundle = __webpack_require__(9735);
;// CONCATENATED MODULE: ./src/github/whole.ts
/** The longest answer that is read at once, in bytes: a hundred comments of the longest kind are less. */
const LONGEST_ANSWER = 16 * 1024 * 1024;
/**
 * Octokit takes an answer that is empty, breaks off, has no end, or is no JSON for a text, and hands it on as data. Here it
 * counts as one that did not come: it is asked for again, where that may be done, and fails like it.
 */
const whole = ({ hook }) => {
    hook.before('request', (options) => {
        const { fetch = globalThis.fetch, parseSuccessResponseBody } = options.request ?? {};
        Object.assign(options, {
            request: { ...options.request, fetch: bounded(fetch, parseSuccessResponseBody !== false) },
        });
    });
    hook.after('request', ({ status, data }, options) => {
        if (options.request?.['parseSuccessResponseBody'] === false)
            return;
        // What is deleted is told by the status alone.
        const isJson = typeof data === 'object' && data !== null && !(data instanceof ArrayBuffer);
        if (options.method === 'DELETE' ? status === 204 : isJson)
            return;
        // As Octokit tells of an answer that did not come.
        throw Object.assign(new Error('what came is empty, broken off, too long, or no JSON'), {
            status: 500,
            request: options,
        });
    });
};
/** What is read as a stream has bounds of its own; that of an error never is. */
function bounded(fetch, isReadWhole) {
    return async (input, init) => {
        const response = await fetch(input, init);
        if (response.body === null || (response.ok && !isReadWhole))
            return response;
        let length = 0;
        const limit = new TransformStream({
            transform(chunk, controller) {
                length += chunk.length;
                if (length > LONGEST_ANSWER)
                    controller.error(new Error('The answer is too long.'));
                else
                    controller.enqueue(chunk);
            },
        });
        const { status, headers } = response;
        return new Response(response.body.pipeThrough(limit), { status, headers: [...headers] });
    };
}

;// CONCATENATED MODULE: ./src/github/client.ts




/** What is not tried again at once: the plugin's own list, and 429, which says how long to wait. */
const NOT_AGAIN = [400, 401, 403, 404, 410, 422, 429, 451];
/** How often a rate limit is waited for. */
const MOST_WAITS = 2;
/**
 * @param token the input `github-token`
 * @param signal gives what ends a request that begins now: when the time for everything is up, or what is left after it
 */
function createGitHub(token, signal, options = {}) {
    const { timeLeft = () => 0, graphqlUrl } = options;
    const quiet = () => undefined;
    const settings = {
        // What is tried again is no news; what fails in the end is told once, by us.
        log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
        retry: { retries: 2, retryAfterBaseValue: 250, doNotRetry: NOT_AGAIN },
    };
    // Errors pass through the plugins in this order.
    return (0,github/* getOctokit */.Q)(token, settings, graphqlAt(graphqlUrl), endedBy(signal), whole, dist_bundle/* retry */.L, patient(timeLeft));
}
function graphqlAt(url) {
    return ({ hook }) => {
        hook.before('request', (options) => {
            if (url && /\/graphql$/.test(options.url))
                options.url = url;
        });
    };
}
function endedBy(signal) {
    return ({ hook }) => {
        hook.before('request', (options) => {
            options.request = { signal: signal(), ...options.request };
        });
        hook.error('request', (error, options) => {
            // Once the time is up, trying again would only pass more of it.
            if (options.request?.signal?.aborted)
                Object.assign(options.request, { retries: 0 });
            throw error;
        });
    };
}
/**
 * Waits as long as a rate limit says, where that much time is left. GitHub answers 403 or 429 to it, and has not carried
 * the request out, so that any may be sent again (docs.github.com: rest/using-the-rest-api/rate-limits-for-the-rest-api).
 */
function patient(timeLeft) {
    return ({ hook }) => {
        hook.wrap('request', async (request, options) => {
            for (let waits = 0;; waits++) {
                try {
                    return await request(options);
                }
                catch (error) {
                    const wait = retryAfter(error);
                    if (wait === undefined || waits === MOST_WAITS || wait >= timeLeft())
                        throw error;
                    await (0,external_node_timers_promises_.setTimeout)(wait);
                }
            }
        });
    };
}
/** Milliseconds that are waited for a rate limit that does not say how long it lasts. */
const UNTOLD_WAIT = 1_000;
/** Milliseconds to wait, where an answer is a rate limit. */
function retryAfter(error) {
    if (!(error instanceof Error && 'status' in error && 'response' in error))
        return undefined;
    const { status, response } = error;
    if ((status !== 403 && status !== 429) || typeof response !== 'object' || response === null)
        return undefined;
    const headers = 'headers' in response ? response.headers : undefined;
    const told = typeof headers === 'object' && headers !== null && 'retry-after' in headers;
    if (!told)
        return status === 429 ? UNTOLD_WAIT : undefined;
    const seconds = Number(headers['retry-after']);
    return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}

// EXTERNAL MODULE: external "node:module"
var external_node_module_ = __webpack_require__(8995);
// EXTERNAL MODULE: external "node:url"
var external_node_url_ = __webpack_require__(3136);
;// CONCATENATED MODULE: ./src/trace.ts



/**
 * A stack with the places in the sources instead of those in the bundle, where a source map lies beside it. The maps are
 * read only now, when something has gone wrong: registered at the start, they would cost every run in which anything looks
 * at a stack half a second.
 */
async function traced(stack) {
    const place = /(file:\/\/[^\s()]+):(\d+):(\d+)/g;
    const files = new Set(Array.from(stack.matchAll(place), ([, file = '']) => file));
    const maps = new Map(await Promise.all([...files].map(async (file) => [file, await mapOf(file)])));
    return stack.replace(place, (text, file, line, column) => {
        // A stack counts from 1, a map from 0.
        const entry = maps.get(file)?.findEntry(Number(line) - 1, Number(column) - 1);
        if (entry === undefined || !('originalSource' in entry))
            return text;
        const { originalSource, originalLine, originalColumn } = entry;
        return `${originalSource.replace(/^(?:\.\.\/)+/, '')}:${originalLine + 1}:${originalColumn + 1}`;
    });
}
async function mapOf(file) {
    try {
        return new external_node_module_.SourceMap(JSON.parse(await (0,promises_.readFile)(`${(0,external_node_url_.fileURLToPath)(file)}.map`, 'utf8')));
    }
    catch {
        return undefined;
    }
}

;// CONCATENATED MODULE: ./src/later.ts
/**
 * What `main.ts` loads while the network is waited for: the runner's toolkit and GitHub's client, which together take longer
 * to load than Node to start. Nothing that the first request to BabySea needs may come to stand here, and nothing else may
 * import what is here, or all of it is loaded first.
 */









/***/ }),

/***/ 7255:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   matcherOf: () => (/* binding */ matcherOf),
/* harmony export */   mayLeadTo: () => (/* binding */ mayLeadTo)
/* harmony export */ });
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var minimatch__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3581);


/**
 * Whether a path, relative to the workspace, is named by a list of paths and patterns of which `!` leaves out what it
 * matches.
 */
function matcherOf(patterns) {
    const included = patterns.filter((pattern) => !pattern.startsWith('!')).map(compiled);
    const excluded = patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => compiled(pattern.slice(1)));
    const isMatch = (path) => (pattern) => path === pattern.pattern || pattern.match(path);
    return (path) => included.some(isMatch(path)) && !excluded.some(isMatch(path));
}
/** Whether a folder, relative to the workspace, may hold what a pattern matches. */
function mayLeadTo(pattern) {
    const whole = compiled(pattern);
    return (folder) => whole.match(folder, true);
}
/** The wildcards of workflows: no braces, no extended globs; what begins with a dot is no exception. */
const OPTIONS = { dot: true, nobrace: true, noext: true, nocomment: true, nonegate: true };
function compiled(pattern) {
    return new minimatch__WEBPACK_IMPORTED_MODULE_1__/* .Minimatch */ .VR(node_path__WEBPACK_IMPORTED_MODULE_0__.posix.normalize(pattern), OPTIONS);
}


/***/ })

};

//# sourceMappingURL=528.index.js.map