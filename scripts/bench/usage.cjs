/**
 * Loaded before a contestant (`node --require`): when the process ends, it writes what the process used. The system's mark
 * of the memory, as `getrusage` tells it, begins at what the parent held when it forked; that of `/proc` is the program's
 * own.
 */
const { readFileSync, writeFileSync } = require('node:fs');

process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const peakKiB = process.platform === 'linux' ? peakOf(readFileSync('/proc/self/status', 'utf8')) : maxRSS;
  writeFileSync(process.env.BENCH_USAGE, JSON.stringify({ cpuMs: (userCPUTime + systemCPUTime) / 1000, peakKiB }));
});

function peakOf(status) {
  return Number(/^VmHWM:\s*(\d+) kB$/m.exec(status)[1]);
}
