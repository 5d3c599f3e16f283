package docker

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/docker/docker/client"

	"github.com/org/baleen-action/execute"
)

// requests is a daemon that answers every request alike, and notes it.
type requests struct {
	*client.Client
	mutex sync.Mutex
	seen  []string
}

func newRequests(t *testing.T, status int) *requests {
	r := &requests{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, in *http.Request) {
		body, _ := io.ReadAll(in.Body)
		r.mutex.Lock()
		r.seen = append(r.seen, fmt.Sprintf("%s %s %s", in.Method, in.URL, body))
		r.mutex.Unlock()
		w.Header().Set("X-Docker-Container-Path-Stat", "e30=")
		w.WriteHeader(status)
		io.WriteString(w, "{}")
	}))
	t.Cleanup(server.Close)
	c, err := client.NewClientWithOpts(client.WithHost(strings.Replace(server.URL, "http", "tcp", 1)), client.WithVersion("1.41"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	r.Client = c
	return r
}

// ask calls a method of Daemon with made-up arguments, reads its answer, and returns what it was, and the requests.
func (r *requests) ask(d Daemon, method reflect.Method) (answer, asked string) {
	r.seen = nil
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	in := []reflect.Value{reflect.ValueOf(ctx)}
	for i := 1; i < method.Type.NumIn() && (i < method.Type.NumIn()-1 || !method.Type.IsVariadic()); i++ {
		kind := method.Type.In(i)
		value := reflect.New(kind).Elem()
		switch kind.Kind() {
		case reflect.String:
			value.SetString(fmt.Sprintf("x%d", i))
		case reflect.Pointer:
			value.Set(reflect.New(kind.Elem()))
		case reflect.Bool:
			value.SetBool(true)
		}
		in = append(in, value)
	}
	var out []string
	results := reflect.ValueOf(d).MethodByName(method.Name).Call(in)
	if results[0].Kind() == reflect.Chan { // one of the two has something
		reflect.Select([]reflect.SelectCase{{Dir: reflect.SelectRecv, Chan: results[0]}, {Dir: reflect.SelectRecv, Chan: results[1]}})
	}
	for _, result := range results {
		switch got := result.Interface().(type) {
		case io.ReadCloser:
			content, err := io.ReadAll(got)
			out = append(out, fmt.Sprint(string(content), err, got.Close(), got.Close()))
		case error, nil:
			out = append(out, fmt.Sprint(got))
		default:
			out = append(out, fmt.Sprintf("%T", got))
		}
	}
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return strings.Join(out, ", "), strings.Join(r.seen, "\n")
}

// TestRecordPassesOn: every method of a recorded daemon asks what the client asks, answers what it answers, and is recorded once
// under its name.
func TestRecordPassesOn(t *testing.T) {
	for _, status := range []int{http.StatusOK, http.StatusInternalServerError} {
		r := newRequests(t, status)
		calls := &execute.Calls{}
		recording := Record(r, calls)
		var all []string
		answers := map[string]string{}
		daemon := reflect.TypeFor[Daemon]()
		for i := range daemon.NumMethod() {
			method := daemon.Method(i)
			answer, asked := r.ask(r, method)
			recorded, again := r.ask(recording, method)
			if recorded != answer || again != asked || asked == "" {
				t.Errorf("%s: asked %q, answered %q; recorded, it asked %q and answered %q", method.Name, asked, answer, again, recorded)
			}
			all, answers[method.Name] = append(all, method.Name), answer
		}
		var got []string
		kept, more := calls.All()
		for _, call := range kept {
			got = append(got, call.Method)
			channels := call.Method == "ContainerWait" || call.Method == "Events"
			if failed := !strings.HasSuffix(answers[call.Method], "<nil>"); failed != (call.Error != "") && !channels {
				t.Errorf("%+v, answered %q", call, answers[call.Method])
			}
		}
		if slices.Sort(got); !slices.Equal(got, all) || more != 0 {
			t.Errorf("recorded %d more and\n%q, want\n%q", more, got, all)
		}
		if host := recording.(interface{ DaemonHost() string }).DaemonHost(); host != r.DaemonHost() {
			t.Errorf("host is %q", host)
		}
	}
	if host := Record(newFake(t), &execute.Calls{}).(interface{ DaemonHost() string }).DaemonHost(); host != "" {
		t.Errorf("a daemon without an address is at %q", host)
	}
}

// TestServiceLives finds when services ran by the names of their containers, as they are made.
func TestServiceLives(t *testing.T) {
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	call := func(method, of, as string, second int) execute.Call {
		return execute.Call{Method: method, Of: of, As: as, Began: start.Add(time.Duration(second) * time.Second), Took: time.Second}
	}
	failed := call("ContainerStart", "1", "", 2)
	failed.Error = "no"
	got := ServiceLives([]execute.Call{
		call("ContainerCreate", "1", worldPrefix(namePrefix("r"), 2, 7)+"my-db", 1), failed, call("ContainerStart", "1", "", 3),
		call("ContainerCreate", "2", worldPrefix(namePrefix("r"), 1, 8)+"web", 4),
		call("ContainerCreate", "3", namePrefix("r")+"slot-1-2-oddly.1", 4), call("ContainerStart", "3", "", 5),
		call("ContainerRemove", "1", "", 9), call("ContainerRemove", "3", "", 9),
	})
	want := []ServiceLife{{2, "my-db", "1", start.Add(3 * time.Second), start.Add(10 * time.Second)}}
	if !slices.Equal(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
