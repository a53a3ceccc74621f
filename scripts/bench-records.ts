/**
 * `npm run bench:records`: how long it takes to count the records of a data file of 50 MiB in every format, and how much
 * memory beyond what the process has anyway. Each file is counted in a process of its own.
 */
import { execFileSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryUsage, resourceUsage } from 'node:process';
import { pipeline } from 'node:stream/promises';
import { countRecordsInFile } from '../src/workspace/records.ts';

const MIB = 1024 * 1024;
/** A little less than the largest file that is read. */
const FILE_SIZE = 50 * MIB - 1024;

interface Product {
  readonly id: string;
  readonly prompt: string;
  readonly resolution: string;
}

/** How each format writes a record, and what stands around all of them. */
const FORMATS: Readonly<
  Record<string, { start?: string; record: (product: Product, index: number) => string; end?: string }>
> = {
  csv: {
    start: 'id,prompt,resolution\n',
    record: ({ id, prompt, resolution }) => `${id},"${prompt.replaceAll('"', '""')}",${resolution}\n`,
  },
  tsv: {
    start: 'id\tprompt\tresolution\n',
    record: ({ id, prompt, resolution }) => `${id}\t"${prompt.replaceAll('"', '""')}"\t${resolution}\n`,
  },
  txt: { record: ({ prompt }) => `${prompt.replaceAll('\n', ' ')}\n` },
  jsonl: { record: (product) => `${JSON.stringify(product)}\n` },
  json: {
    start: '[',
    record: (product, index) => `${index === 0 ? '' : ','}\n  ${JSON.stringify(product)}`,
    end: '\n]\n',
  },
  yml: {
    record: ({ id, prompt, resolution }) =>
      `- id: ${id}\n  prompt: |\n    ${prompt.replaceAll('\n', '\n    ')}\n  resolution: ${resolution}\n`,
  },
};

interface Measurement {
  readonly records: number;
  readonly seconds: number;
  /** The most that the process held at any time, less what it held before it began. */
  readonly extraMiB: number;
}

const [folderToMeasure, fileToMeasure] = process.argv.slice(2);
if (folderToMeasure !== undefined && fileToMeasure !== undefined) {
  console.log(JSON.stringify(await measure(folderToMeasure, fileToMeasure)));
} else {
  await compare();
}

async function compare(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-records-'));
  try {
    const rows: Record<string, object> = {};
    for (const format of Object.keys(FORMATS)) {
      const file = `products.${format}`;
      const written = await write(join(folder, file), format);
      const output = execFileSync(process.execPath, [import.meta.filename, folder, file], { encoding: 'utf8' });
      const { records, seconds, extraMiB }: Measurement = JSON.parse(output);
      if (records !== written) throw new Error(`${file} has ${written} records; ${records} were counted.`);
      rows[`.${format}`] = { records, seconds: seconds.toFixed(1), 'extra MiB': Math.round(extraMiB) };
    }
    console.log(`50 MiB each, Node.js ${process.version}`);
    console.table(rows);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function measure(folder: string, file: string): Promise<Measurement> {
  const atStart = memoryUsage.rss();
  const highestBefore = highest();
  let sampled = 0;
  const sampling = setInterval(() => {
    sampled = Math.max(sampled, memoryUsage.rss());
  }, 5);
  const start = performance.now();
  const counted = await countRecordsInFile(folder, file);
  const seconds = (performance.now() - start) / 1000;
  clearInterval(sampling);
  if (!('count' in counted)) throw new Error(String(counted.message));
  // The system's own mark is exact where it was passed; below it, the samples have to do.
  const peak = highest() > highestBefore ? highest() : Math.max(sampled, memoryUsage.rss());
  return { records: counted.count, seconds, extraMiB: (peak - atStart) / MIB };
}

/** The most that this process ever held, in bytes. */
function highest(): number {
  return resourceUsage().maxRSS * 1024;
}

/** Writes a file of records, and gives their number. */
async function write(path: string, format: string): Promise<number> {
  const { start = '', record, end = '' } = FORMATS[format] ?? raise(`There is no format ${format}.`);
  let index = 0;
  await pipeline(function* () {
    yield start;
    for (let size = start.length; size < FILE_SIZE; index += 1) {
      const text = record(product(index), index);
      // The records are ASCII.
      size += text.length;
      if (size < FILE_SIZE) yield text;
      else break;
    }
    yield end;
  }, createWriteStream(path));
  return index;
}

function product(index: number): Product {
  return {
    id: `product-${index}`,
    prompt: `A "happy" baby seal, number ${index},\nplays with a ball of snow in the Arctic`,
    resolution: '720p',
  };
}

function raise(message: string): never {
  throw new Error(message);
}
