package docker

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/docker/cli/opts"
	"github.com/org/baleen-action/execute"
)

// hostAddress is a host as docker takes it: host:port and an address without a scheme are tcp, what is missing is the default.
func hostAddress(host string, tls bool) (string, error) {
	host = strings.TrimSpace(host)
	if strings.HasPrefix(host, "/") { // docker takes it for the path of a tcp address
		return "", &execute.HintError{Err: errPath, Hint: "For a socket give unix://" + host + "."}
	}
	return opts.ParseHost(tls, host)
}

// misconnection is a way to reach something else than was meant. Waiting does not help.
type misconnection struct {
	words []string
	text  string
	hint  string
}

// misconnections are known by the words of net/http, crypto/tls, crypto/x509 and the Docker client.
var misconnections = []misconnection{
	{[]string{"http request to an https server", "tls-enabled daemon without tls", "malformed http response"},
		"the daemon expects TLS", "Set DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH, or use a docker context that has certificates."},
	{[]string{"http response to https client", "does not look like a tls handshake"},
		"the daemon does not use TLS", "Unset DOCKER_TLS_VERIFY and DOCKER_TLS, or give the port that uses TLS, mostly 2376."},
	{[]string{"bad certificate", "certificate required", "unknown certificate authority", "tls: certificate", "client authentication"},
		"the daemon refuses our certificate", "Check cert.pem and key.pem in DOCKER_CERT_PATH: they must be signed by the authority that the daemon trusts."},
	{[]string{"x509:", "failed to verify certificate"},
		"the daemon's certificate cannot be verified", "Check ca.pem in DOCKER_CERT_PATH, and that the certificate is valid today for the host name in the address."},
	{[]string{"proxyconnect", "proxy authentication required"},
		"a proxy is in between", "Add the daemon's host to NO_PROXY, or check HTTP_PROXY and HTTPS_PROXY."},
	{[]string{"request returned", "<html", "<!doctype"},
		"what answers is no docker daemon", "Check the address: a proxy or another server answers there. NO_PROXY keeps a proxy out of the way."},
}

// misconnected finds what is wrong with a way to a daemon, if that is known.
func misconnected(host string, err error) (misconnection, bool) {
	if err == nil {
		return misconnection{}, false
	}
	for _, m := range misconnections {
		if containsAny(err, m.words...) {
			return m, true
		}
	}
	if proxy := proxyTo(host); proxy != "" {
		return misconnection{text: "the proxy " + proxy + " is in between", hint: "Add the daemon's host to NO_PROXY, or check HTTPS_PROXY."}, true
	}
	return misconnection{}, false
}

// proxyTo is the proxy that the client goes through to a daemon, which it only does for TLS; empty if none.
func proxyTo(host string) string {
	address, tcp := strings.CutPrefix(host, "https://")
	if !tcp {
		return ""
	}
	proxy, err := http.ProxyFromEnvironment(&http.Request{URL: &url.URL{Scheme: "https", Host: address}})
	if err != nil || proxy == nil {
		return ""
	}
	return proxy.Host
}
