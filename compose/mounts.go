package compose

import (
	"fmt"
	"os"
	"path"
	"strings"

	"github.com/compose-spec/compose-go/v2/types"

	"github.com/org/baleen-action/execute"
)

// mount sets the volumes of a service.
func (r *reader) mount(project *types.Project, s types.ServiceConfig, out *execute.Service) {
	for _, v := range s.Volumes {
		switch v.Type {
		case types.VolumeTypeBind:
			r.bind(s.Name, v, out)
		case types.VolumeTypeVolume:
			r.volume(project, s.Name, v, out)
		case types.VolumeTypeTmpfs:
			out.Tmpfs = append(out.Tmpfs, tmpfs(v))
		default:
			r.wrong(r.place(s.Name, "volumes"), "type "+v.Type+" of "+v.Target+" cannot be honoured", "bind, volume or tmpfs")
		}
	}
	r.mountFiles(project, s, out)
}

// bind mounts a folder as written. compose-go has made its path absolute.
func (r *reader) bind(service string, v types.ServiceVolumeConfig, out *execute.Service) {
	options := mode(v)
	if v.Bind != nil {
		options = append(options, v.Bind.SELinux, v.Bind.Propagation)
		if _, err := os.Stat(v.Source); err != nil && !bool(v.Bind.CreateHostPath) {
			r.wrong(r.place(service, "volumes"), fmt.Sprintf("%s does not exist, and create_host_path is false", v.Source), "create it in an earlier step")
		}
	}
	if strings.Contains(v.Source, ":") || strings.Contains(v.Target, ":") {
		r.wrong(r.place(service, "volumes"), fmt.Sprintf("%s: a path with a colon cannot be mounted", v.Source), "rename the folder")
	}
	out.Volumes = append(out.Volumes, join(v.Source, v.Target, options))
	if !v.ReadOnly {
		r.shared = append(r.shared, shown(v.Source)+" ("+service+")")
	}
}

// volume mounts a volume: an external one as it is, one of the file as the slot's own.
func (r *reader) volume(project *types.Project, service string, v types.ServiceVolumeConfig, out *execute.Service) {
	options := mode(v)
	if v.Volume != nil && v.Volume.NoCopy {
		options = append(options, "nocopy")
	}
	named := project.Volumes[v.Source]
	switch {
	case v.Source == "":
		out.Volumes = append(out.Volumes, v.Target)
	case bool(named.External):
		out.Volumes = append(out.Volumes, join(named.Name, v.Target, options))
		if !v.ReadOnly {
			r.shared = append(r.shared, "the volume "+named.Name+" ("+service+")")
		}
	case len(named.DriverOpts) > 0 || named.Driver != "" && named.Driver != "local":
		r.wrong(r.files.where("volumes", v.Source), "a driver and its options cannot be honoured: every slot has a plain volume of its own",
			"use tmpfs, a bind or an external volume in the service")
	default:
		out.SlotVolumes = append(out.SlotVolumes, join(v.Source, v.Target, options))
	}
}

// mode are the options of a mount by which docker run -v makes it read-only.
func mode(v types.ServiceVolumeConfig) []string {
	if v.ReadOnly {
		return []string{"ro"}
	}
	return nil
}

// join writes a volume as docker run -v takes it.
func join(source, target string, options []string) string {
	var given []string
	for _, option := range options {
		if option != "" {
			given = append(given, option)
		}
	}
	text := source + ":" + target
	if len(given) > 0 {
		text += ":" + strings.Join(given, ",")
	}
	return text
}

func tmpfs(v types.ServiceVolumeConfig) string {
	var options []string
	if v.Tmpfs != nil && v.Tmpfs.Size > 0 {
		options = append(options, fmt.Sprintf("size=%d", v.Tmpfs.Size))
	}
	if v.Tmpfs != nil && v.Tmpfs.Mode > 0 {
		options = append(options, fmt.Sprintf("mode=%o", v.Tmpfs.Mode))
	}
	if len(options) == 0 {
		return v.Target
	}
	return v.Target + ":" + strings.Join(options, ",")
}

// mountFiles mounts the files of configs and secrets.
func (r *reader) mountFiles(project *types.Project, s types.ServiceConfig, out *execute.Service) {
	const secrets = "/run/secrets" // where Compose puts them
	for _, ref := range s.Configs {
		target := ref.Target
		if target == "" {
			target = "/" + ref.Source
		}
		r.mountFile(s.Name, "configs", fileOf{ref.Source, types.FileObjectConfig(project.Configs[ref.Source]), target}, out)
	}
	for _, ref := range s.Secrets {
		target := ref.Target
		if target == "" {
			target = ref.Source
		}
		if !path.IsAbs(target) {
			target = path.Join(secrets, target)
		}
		r.mountFile(s.Name, "secrets", fileOf{ref.Source, types.FileObjectConfig(project.Secrets[ref.Source]), target}, out)
	}
}

// fileOf is a config or a secret, and where a service has it.
type fileOf struct {
	name   string
	config types.FileObjectConfig
	target string
}

func (r *reader) mountFile(service, key string, f fileOf, out *execute.Service) {
	if f.config.File == "" || bool(f.config.External) {
		r.wrong(r.files.where(key, f.name), "is not a file, and only files are passed on to "+service, "write it to a file: "+key+": {"+f.name+": {file: …}}")
		return
	}
	out.Volumes = append(out.Volumes, join(f.config.File, f.target, []string{"ro"}))
}
