// Reads a JSON list of {text, context, unary} on stdin, writes a JSON list of tagged values of feelin.
import { evaluate, unaryTest, FeelDate, FeelTime, FeelDateTime, FeelDuration, isRange, isFunction } from 'feelin';

function tag(value, depth = 0) {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return { number: Number.isFinite(value) ? String(value) : 'infinite' };
  if (typeof value === 'boolean' || typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(item => tag(item, depth + 1));
  if (value instanceof FeelDate) return { date: String(value) };
  if (value instanceof FeelDateTime) return { 'date and time': String(value) };
  if (value instanceof FeelTime) return { time: String(value) };
  if (value instanceof FeelDuration) return { duration: String(value) };
  if (isFunction(value) || typeof value === 'function') return { function: true };
  if (isRange(value)) return { range: [ tag(value.start), tag(value.end), value['start included'], value['end included'] ] };
  return { context: Object.fromEntries(Object.entries(value).map(([ key, item ]) => [ key, tag(item, depth + 1) ])) };
}

function run({ text, context = {}, unary = false }) {
  try {
    const result = unary ? unaryTest(text, context) : evaluate(text, context);
    return { value: tag(result && typeof result === 'object' && 'warnings' in result ? result.value : result) };
  } catch (error) {
    return { error: String(error.message).slice(0, 200) };
  }
}

let input = '';
process.stdin.on('data', chunk => { input += chunk; });
process.stdin.on('end', () => process.stdout.write(JSON.stringify(JSON.parse(input).map(run))));
