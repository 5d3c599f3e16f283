// Ends a program of Node the moment it opens a connection or looks up an address: NODE_OPTIONS=--require=this.
const dgram = require('dgram');
const dns = require('dns');
const net = require('net');

function refuse() {
  process.stderr.write('offline: the program uses the network\n');
  process.exit(97);
}

net.Socket.prototype.connect = refuse;
dgram.createSocket = refuse;
dns.lookup = refuse;
