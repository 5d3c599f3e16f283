package activity

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Running is what ran at one moment.
type Running struct {
	List string        // commands with their states as ps has them (R runs, S and D wait, T is stopped) and CPU times
	CPU  time.Duration // that all of them and what they waited for have used so far
}

// Processes looks at the processes below this one; proc is the process file system. Others may share it, as the containers of a Pod can: what
// they use says nothing about the command, and what ended among them would be missing in a later sum.
func Processes(proc string) Running { return below(proc, strconv.Itoa(os.Getpid())) }

func below(proc, top string) Running {
	folders, _ := filepath.Glob(filepath.Join(proc, "[0-9]*")) // the pattern is valid
	all := map[string]process{}
	for _, folder := range folders {
		if p, ok := processAt(folder); ok {
			all[filepath.Base(folder)] = p
		}
	}
	var r Running
	var list []string
	for _, pid := range slices.Sorted(maps.Keys(all)) {
		if p := all[pid]; p.isBelow(top, all) {
			list = append(list, fmt.Sprintf("%s (%s, CPU %s)", p.command, p.state, clock(p.own)))
			r.CPU += p.own + p.children
		}
	}
	r.List = strings.Join(list, "; ")
	return r
}

type process struct {
	command, state string
	parent         string        // its number
	own, children  time.Duration // CPU time; of children that ended
}

// isBelow reports whether the process descends from another one. The looks at them were not at one moment, so a number that is in use again
// may make one its own ancestor.
func (p process) isBelow(top string, all map[string]process) bool {
	for range all {
		if p.parent == top {
			return true
		}
		p = all[p.parent]
	}
	return false
}

// processAt reads proc_pid_stat(5) and proc_pid_cmdline(5). The name in stat may hold anything, so fields are counted from its last bracket.
func processAt(folder string) (p process, ok bool) {
	text, err := os.ReadFile(filepath.Join(folder, "stat"))
	stat := string(text)
	open, end := strings.IndexByte(stat, '('), strings.LastIndexByte(stat, ')')
	if err != nil || open < 0 || end < open {
		return p, false // it has ended
	}
	const state, parent, user, last = 0, 1, 11, 14 // the fields 3, 4, 14 and 17
	fields := strings.Fields(stat[end+1:])
	if len(fields) <= last {
		return p, false
	}
	var times [4]time.Duration // user, system, and both of its children
	for i := range times {
		ticks, _ := strconv.ParseInt(fields[user+i], 10, 64)
		const perSecond = 100 // USER_HZ, the same on all machines that we build for
		times[i] = time.Duration(ticks) * time.Second / perSecond
	}
	words, _ := os.ReadFile(filepath.Join(folder, "cmdline"))
	p = process{state: fields[state], parent: fields[parent], own: times[0] + times[1], children: times[2] + times[3]}
	if p.command = strings.Join(strings.Fields(strings.ReplaceAll(string(words), "\x00", " ")), " "); p.command == "" {
		p.command = "[" + stat[open+1:end] + "]" // it has ended, and its parent has not reaped it
	}
	return p, true
}

// clock is a CPU time as ps writes it.
func clock(d time.Duration) string {
	s := int(d / time.Second)
	return fmt.Sprintf("%02d:%02d:%02d", s/3600, s/60%60, s%60)
}

// Share says how much of a CPU was used; empty if that cannot be known.
func Share(used, during time.Duration) string {
	if used < 0 || during <= 0 {
		return ""
	}
	return fmt.Sprintf("using %.0f %% of a CPU", 100*used.Seconds()/during.Seconds())
}
