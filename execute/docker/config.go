package docker

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/go-units"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
	"github.com/org/baleen-action/execute"
)

// template is what all containers of a run are created from.
type template struct {
	config    container.Config
	host      container.HostConfig
	platform  *ocispec.Platform
	prefix    string // of the containers' names
	committed bool   // config holds the image's command
	scratch   string // folder that the image holds: empty, and writable for any user
	env       []string
}

func newTemplate(spec execute.Spec, labels map[string]string) (template, error) {
	host, err := hostConfig(spec)
	if err != nil {
		return template{}, err
	}
	anonymous, binds, err := volumes(spec.Volumes)
	if err != nil {
		return template{}, err
	}
	host.Binds = binds
	config := container.Config{
		Image:      spec.Image.ID,
		User:       spec.User,
		WorkingDir: spec.WorkDir,
		Entrypoint: entrypoint(spec.Entrypoint),
		Volumes:    anonymous,
		Labels:     labels,
	}
	applyExtra(spec.Extra, &config, &host)
	if spec.Image.Committed {
		setCommand(&config, spec.Image)
	}
	return template{
		config: config, host: host, platform: platform(spec.Image.Platform), prefix: namePrefix(spec.RunID), env: spec.Env,
		committed: spec.Image.Committed, scratch: spec.Image.Scratch,
	}, nil
}

// setCommand sets the original image's command: the image made from a container has that container's.
func setCommand(config *container.Config, i execute.Image) {
	if config.Entrypoint == nil {
		config.Entrypoint = entrypoint(append([]string{}, i.Entrypoint...))
		config.Cmd = i.Cmd // only with its entrypoint, as in docker run
	}
}

// entrypoint returns the engine's form of no entrypoint for an empty list, which would mean the image's own.
func entrypoint(words []string) []string {
	if words != nil && len(words) == 0 {
		return []string{""}
	}
	return words
}

func hostConfig(spec execute.Spec) (container.HostConfig, error) {
	host := container.HostConfig{
		// The output is read from the log if the attached stream broke. The local driver keeps bytes as they are;
		// json-file replaces what is not UTF-8.
		LogConfig: container.LogConfig{Type: "local", Config: map[string]string{
			"max-size": "20m", "max-file": "5", "compress": "false",
		}},
		NetworkMode: container.NetworkMode(spec.Network),
		IpcMode:     container.IpcMode(spec.IPC),
		ExtraHosts:  spec.AddHosts,
		CapAdd:      spec.CapAdd,
		Privileged:  spec.Privileged,
		ShmSize:     spec.ShmSize,
		Tmpfs:       tmpfs(spec.Tmpfs),
		Mounts:      bindMounts(spec.Mounts),
	}
	host.Memory = spec.Memory
	host.MemorySwap = spec.Memory // no swap: it slows a container down until it times out, and the timeout does not name memory as the cause
	host.NanoCPUs = int64(spec.CPUs * 1e9)
	if spec.PidsLimit != 0 {
		host.PidsLimit = &spec.PidsLimit
	}
	if host.NetworkMode == "" {
		host.NetworkMode = "default"
	}
	for _, text := range spec.Ulimits {
		limit, err := units.ParseUlimit(text)
		if err != nil {
			return host, fmt.Errorf("parse ulimit %q: %w", text, err)
		}
		host.Ulimits = append(host.Ulimits, limit)
	}
	return host, setSecurity(&host, spec.SecurityOpt)
}

// setSecurity sets the security options. Two are handled by the client, as in docker run: a seccomp profile is read
// here and its content is sent, and systempaths=unconfined is not an option of the engine.
func setSecurity(host *container.HostConfig, options []string) error {
	for _, option := range options {
		name, value, _ := strings.Cut(option, "=")
		switch {
		case option == "systempaths=unconfined":
			host.MaskedPaths, host.ReadonlyPaths = []string{}, []string{}
			continue
		case name == "seccomp" && value != "unconfined" && value != "builtin":
			profile, err := readProfile(value)
			if err != nil {
				return err
			}
			option = "seccomp=" + profile
		}
		host.SecurityOpt = append(host.SecurityOpt, option)
	}
	return nil
}

func readProfile(path string) (string, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("read seccomp profile: %w", err)
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, text); err != nil {
		return "", fmt.Errorf("parse seccomp profile %q: %w", path, err)
	}
	return compact.String(), nil
}

// volumes separates anonymous volumes (a bare path) from binds and named volumes. A source that begins with a dot is a
// path of this machine.
func volumes(specs []string) (anonymous map[string]struct{}, binds []string, err error) {
	for _, spec := range specs {
		source, rest, ok := strings.Cut(spec, ":")
		if !ok {
			if anonymous == nil {
				anonymous = map[string]struct{}{}
			}
			anonymous[spec] = struct{}{}
			continue
		}
		if strings.HasPrefix(source, ".") {
			if source, err = filepath.Abs(source); err != nil {
				return nil, nil, fmt.Errorf("find volume %q: %w", spec, err)
			}
		}
		binds = append(binds, source+":"+rest)
	}
	return anonymous, binds, nil
}

func tmpfs(specs []string) map[string]string {
	if len(specs) == 0 {
		return nil
	}
	mounts := map[string]string{}
	for _, spec := range specs {
		at, options, _ := strings.Cut(spec, ":")
		mounts[at] = options
	}
	return mounts
}

// platform parses os/arch[/variant]; nil leaves the choice to the engine.
func platform(text string) *ocispec.Platform {
	if text == "" {
		return nil
	}
	words := append(strings.SplitN(text, "/", 3), "", "")
	return &ocispec.Platform{OS: words[0], Architecture: words[1], Variant: words[2]}
}

// isInit reports whether an entrypoint is an init. A second one above it would make it complain that it is not PID 1.
func isInit(entrypoint []string) bool {
	if len(entrypoint) == 0 {
		return false
	}
	switch path.Base(entrypoint[0]) {
	case "tini", "tini-static", "dumb-init", "docker-init", "catatonit", "s6-svscan", "s6-overlay-suexec":
		return true
	}
	return entrypoint[0] == "/init" // s6-overlay's
}

// forJob fills in the template for one job in one slot.
func (t template) forJob(job execute.Job, slot int) (container.Config, container.HostConfig) {
	config := t.config
	if len(job.Command) > 0 || !t.committed {
		config.Cmd = job.Command
	}
	var own []string
	if job.SlotEnv != nil {
		own = job.SlotEnv(slot)
	}
	config.Env = execute.MergeEnv(t.env, job.Env, own)
	return config, t.host
}
