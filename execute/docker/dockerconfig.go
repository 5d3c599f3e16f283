package docker

import (
	"errors"
	"os/user"
	"path/filepath"
	"runtime"
	"slices"

	"github.com/docker/cli/cli/config"
	"github.com/docker/cli/cli/config/configfile"
)

// dockerConfig is docker's own configuration: contexts, credentials, headers and proxies.
type dockerConfig struct {
	dir string // empty: there is none
	*configfile.ConfigFile
}

// loadConfig reads docker's configuration. As for docker, what can be read of it counts even if there is an error.
func loadConfig(getenv func(string) string) (dockerConfig, error) {
	dir := configDir(getenv)
	if dir == "" {
		return dockerConfig{"", configfile.New("")}, nil
	}
	file, err := config.Load(dir)
	return dockerConfig{dir, file}, err
}

// errHomeless says that there is no folder for docker's configuration.
var errHomeless = errors.New("the user has no home folder")

var errPath = errors.New("the address is a path")

func configDir(getenv func(string) string) string {
	if dir := getenv(config.EnvOverrideConfigDir); dir != "" {
		return dir
	}
	if home := homeDir(getenv); home != "" {
		return filepath.Join(home, ".docker")
	}
	return ""
}

// homeDir is the user's home, as docker finds it. It is empty if there is none: a relative one would be a folder of the
// checkout, where anybody can put a configuration.
func homeDir(getenv func(string) string) string {
	name := "HOME"
	if runtime.GOOS == "windows" {
		name = "USERPROFILE"
	}
	if home := getenv(name); filepath.IsAbs(home) {
		return home
	}
	if me, err := user.Current(); err == nil && filepath.IsAbs(me.HomeDir) {
		return me.HomeDir
	}
	return ""
}

// proxyEnv are the variables of the proxies that containers of a daemon get, as in docker run.
func (c dockerConfig) proxyEnv(host string) []string {
	var env []string
	for name, value := range c.ParseProxyConfig(host, nil) {
		env = append(env, name+"="+*value)
	}
	slices.Sort(env)
	return env
}
