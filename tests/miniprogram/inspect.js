// Loads every page without a phone, and prints what each defines: its handlers and its data.
'use strict'

const fs = require('node:fs')
const path = require('node:path')

const ROOT = path.join(__dirname, '..', '..', 'miniprogram')
const found = { pages: {}, operations: [] }
let defined = null
global.wx = { getStorageSync: () => '' }
global.App = () => {}
global.Page = (page) => (defined = page)

for (const page of JSON.parse(fs.readFileSync(path.join(ROOT, 'app.json'), 'utf8')).pages) {
  defined = null
  require(path.join(ROOT, page + '.js'))
  const handlers = Object.keys(defined || {}).filter((name) => typeof defined[name] === 'function')
  found.pages[page] = { handlers, data: (defined || {}).data || {} }
}
found.operations = Object.keys(require(path.join(ROOT, 'api/client.js')).create(() => {}))
const { DEMANDS, WISHES, MODES } = require(path.join(ROOT, 'words.js'))
found.words = { DEMANDS, WISHES, MODES }
process.stdout.write(JSON.stringify(found))
