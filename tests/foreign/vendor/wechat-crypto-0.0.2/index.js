module.exports = require('./lib/msg_crypto');
