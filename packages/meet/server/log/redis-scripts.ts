import { createHash } from 'node:crypto';

/** A Lua script; Redis runs each as one step, so nothing comes between its reads and writes. */
export interface Script {
  readonly text: string;
  readonly sha: string;
}

function script(text: string): Script {
  return { text, sha: createHash('sha1').update(text).digest('hex') };
}

// Versions exceed what Lua prints without an exponent: '%.0f'.
// KEYS of all scripts: 1 head (hash: version, base), 2 events (list), 3 snapshot (string).

const startVersion = `
local function first(known)
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  return math.max(now, known + 1)
end
local function number(value) return string.format('%.0f', value) end
local function live(ms)
  for i = 1, 3 do redis.call('PEXPIRE', KEYS[i], ms) end
end
`;

/**
 * ARGV: expected version, life in ms, channel, writer, events as JSON with commas between them, bytes of each
 * → stored (1/0), from, version
 *
 * The notice carries the events only where more than one backend listens. The writer knows them; should the only
 * listener be another, or others listen on other nodes of a cluster, the short notice has them read.
 */
export const appendScript = script(`${startVersion}
local version = tonumber(redis.call('HGET', KEYS[1], 'version') or '0')
if version ~= tonumber(ARGV[1]) then return { 0, '0', number(version) } end
if version == 0 then
  redis.call('DEL', KEYS[2], KEYS[3])
  version = first(0)
  redis.call('HSET', KEYS[1], 'base', number(version))
end
local count = 0
local start = 1
for length in string.gmatch(ARGV[6], '%d+') do
  redis.call('RPUSH', KEYS[2], string.sub(ARGV[5], start, start + length - 1))
  start = start + length + 1
  count = count + 1
end
local from = number(version)
local to = number(version + count)
redis.call('HSET', KEYS[1], 'version', to)
live(ARGV[2])
local told = from
local events = ARGV[5]
if redis.call('PUBSUB', 'NUMSUB', ARGV[3])[2] < 2 then
  told = to
  events = ''
end
local head = '{"by":"' .. ARGV[4] .. '","from":' .. told .. ',"version":' .. to .. ',"events":['
redis.call('PUBLISH', ARGV[3], head .. events .. ']}')
return { 1, from, to }
`);

/** ARGV: version the reader has → version, base, snapshot, events after that version (or after base) */
export const readScript = script(`
local version = redis.call('HGET', KEYS[1], 'version')
if not version then return { '0', '0', '', {} } end
local base = redis.call('HGET', KEYS[1], 'base')
local after = tonumber(ARGV[1])
local start = tonumber(base)
if after >= start and after <= tonumber(version) then
  return { version, base, '', redis.call('LRANGE', KEYS[2], after - start, -1) }
end
return { version, base, redis.call('GET', KEYS[3]) or '', redis.call('LRANGE', KEYS[2], 0, -1) }
`);

/** ARGV: version of the snapshot, snapshot, life in ms → 1/0 */
export const compactScript = script(`${startVersion}
local base = tonumber(redis.call('HGET', KEYS[1], 'base') or '0')
local version = tonumber(redis.call('HGET', KEYS[1], 'version') or '0')
local at = tonumber(ARGV[1])
if base == 0 or at <= base or at > version then return 0 end
redis.call('SET', KEYS[3], ARGV[2])
redis.call('LTRIM', KEYS[2], at - base, -1)
redis.call('HSET', KEYS[1], 'base', number(at))
live(ARGV[3])
return 1
`);

/** ARGV: expected version, version of the snapshot, snapshot, life in ms, channel, writer → stored, from, version */
export const seedScript = script(`${startVersion}
local version = tonumber(redis.call('HGET', KEYS[1], 'version') or '0')
if version ~= tonumber(ARGV[1]) then return { 0, '0', number(version) } end
local new = number(first(tonumber(ARGV[2])))
redis.call('DEL', KEYS[2])
redis.call('SET', KEYS[3], ARGV[3])
redis.call('HSET', KEYS[1], 'version', new, 'base', new)
live(ARGV[4])
redis.call('PUBLISH', ARGV[5], '{"by":"' .. ARGV[6] .. '","from":' .. new .. ',"version":' .. new .. ',"events":[]}')
return { 1, new, new }
`);

// KEYS of the journal scripts: 1 head (hash: version, base), 2 texts (list).

/** ARGV: expected version, least base of a new beginning (-1: none), life in ms, texts… → stored (1/0), version */
export const journalScript = script(`
local version = tonumber(redis.call('HGET', KEYS[1], 'version') or '0')
if version ~= tonumber(ARGV[1]) then return { 0, version } end
if tonumber(ARGV[2]) >= 0 then
  version = math.max(version, tonumber(ARGV[2]))
  redis.call('DEL', KEYS[2])
  redis.call('HSET', KEYS[1], 'base', version)
end
for i = 4, #ARGV do redis.call('RPUSH', KEYS[2], ARGV[i]) end
redis.call('HSET', KEYS[1], 'version', version + #ARGV - 3)
for i = 1, 2 do redis.call('PEXPIRE', KEYS[i], ARGV[3]) end
return { 1, version + #ARGV - 3 }
`);

/** ARGV: version the reader has → base, texts after that version (or after base) */
export const journalReadScript = script(`
local base = tonumber(redis.call('HGET', KEYS[1], 'base') or '0')
local after = math.max(tonumber(ARGV[1]), base)
return { base, redis.call('LRANGE', KEYS[2], after - base, -1) }
`);
