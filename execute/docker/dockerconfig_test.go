package docker

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// config is a folder with docker's configuration in it.
func configFolder(t *testing.T, text string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "config.json"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestABrokenConfigurationIsAWarning(t *testing.T) {
	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, "config.json"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, dir := range map[string]string{
		"no JSON": configFolder(t, "{"), "no object": configFolder(t, "[]"), "no configuration": configFolder(t, `{"auths":{"a":{"auth":"?"}}}`),
		"a folder": folder, "below a file": filepath.Join(configFolder(t, "{}"), "config.json"),
	} {
		var said []string
		o := ConnectOptions{Getenv: environment(map[string]string{"DOCKER_CONFIG": dir, "DOCKER_HOST": daemon(t, "1.41")})}
		o.Progress = func(line string) { said = append(said, line) }
		c, _, err := Connect(t.Context(), o)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		c.Close()
		if len(said) != 1 || !strings.Contains(said[0], "configuration cannot be read") {
			t.Errorf("%s: said %q", name, said)
		}
	}
}

// TestTheCheckoutIsNoHome: without HOME, or with a relative one, a .docker folder of the checkout is not the user's.
func TestTheCheckoutIsNoHome(t *testing.T) {
	checkout := t.TempDir()
	if err := os.Rename(configured(t, "far"), filepath.Join(checkout, ".docker")); err != nil {
		t.Fatal(err)
	}
	t.Chdir(checkout)
	for _, home := range []string{"", ".", "./"} {
		config, err := loadConfig(environment(map[string]string{"HOME": home}))
		if err != nil || config.CurrentContext == "far" || !filepath.IsAbs(config.dir) && config.dir != "" {
			t.Errorf("HOME=%q: %q, %q, %v", home, config.dir, config.CurrentContext, err)
		}
	}
	homeless := dockerConfig{}
	if _, err := fromContext("far", homeless.dir); err == nil {
		t.Error("a context of the checkout was taken")
	}
	if _, err := fromEnvironment("tcp://a:1", environment(map[string]string{"DOCKER_TLS": "1"}), homeless.dir); err == nil {
		t.Error("certificates of the checkout were taken")
	}
}

func TestProxiesOfTheConfiguration(t *testing.T) {
	const text = `{"proxies": {
		"default": {"httpProxy": "http://p:1", "httpsProxy": "http://p:2", "noProxy": "a,b", "ftpProxy": "http://p:3", "allProxy": "http://p:4"},
		"tcp://special:1": {"httpProxy": "http://special"}
	}}`
	config, err := loadConfig(environment(map[string]string{"DOCKER_CONFIG": configFolder(t, text)}))
	if err != nil {
		t.Fatal(err)
	}
	for host, want := range map[string][]string{
		"unix:///s": {
			"ALL_PROXY=http://p:4", "FTP_PROXY=http://p:3", "HTTPS_PROXY=http://p:2", "HTTP_PROXY=http://p:1", "NO_PROXY=a,b",
			"all_proxy=http://p:4", "ftp_proxy=http://p:3", "http_proxy=http://p:1", "https_proxy=http://p:2", "no_proxy=a,b",
		},
		"tcp://special:1": {"HTTP_PROXY=http://special", "http_proxy=http://special"},
	} {
		if diff := cmp.Diff(want, config.proxyEnv(host)); diff != "" {
			t.Errorf("%s: %s", host, diff)
		}
	}
	if none := (dockerConfig{ConfigFile: emptyConfig(t).ConfigFile}).proxyEnv("unix:///s"); len(none) != 0 {
		t.Errorf("without any: %q", none)
	}
}

func emptyConfig(t *testing.T) dockerConfig {
	t.Helper()
	config, err := loadConfig(environment(map[string]string{"DOCKER_CONFIG": t.TempDir()}))
	if err != nil {
		t.Fatal(err)
	}
	return config
}

// TestACredentialHelperEnds has helpers that wait for ever, each with a process of its own that keeps the output open.
func TestACredentialHelperEnds(t *testing.T) {
	bin, alive := t.TempDir(), filepath.Join(t.TempDir(), "alive")
	t.Setenv("PATH", bin+":"+os.Getenv("PATH"))
	script := "#!/bin/sh\n(while :; do date +%s%N >" + alive + "; sleep 0.01; done) & wait\n"
	if err := os.WriteFile(filepath.Join(bin, "docker-credential-slow"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	config, err := loadConfig(environment(map[string]string{"DOCKER_CONFIG": configFolder(t, `{"credsStore":"slow","credHelpers":{"none.test":"absent"}}`)}))
	if err != nil {
		t.Fatal(err)
	}
	cancelled, cancel := context.WithCancel(t.Context())
	time.AfterFunc(200*time.Millisecond, cancel)
	for _, test := range []struct {
		ctx   context.Context
		limit time.Duration
		want  string
	}{{t.Context(), 200 * time.Millisecond, "no answer for 200ms"}, {cancelled, time.Hour, "canceled"}} {
		started := time.Now()
		_, err := config.credentials(test.ctx, "any.test", test.limit)
		if err == nil || !strings.Contains(err.Error(), test.want) || time.Since(started) > 10*time.Second {
			t.Errorf("%v after %s, want %q", err, time.Since(started), test.want)
		}
		last := read(t, alive)
		time.Sleep(100 * time.Millisecond)
		if read(t, alive) != last {
			t.Error("what the helper started still runs")
		}
	}
	if _, err := config.credentials(t.Context(), "none.test", time.Minute); err == nil || !strings.Contains(err.Error(), "not found") {
		t.Errorf("a helper that is not there: %v", err)
	}
}

// TestCredentialsOfAHelper: the user of a token has a name that no user has.
func TestCredentialsOfAHelper(t *testing.T) {
	bin := t.TempDir()
	t.Setenv("PATH", bin+":"+os.Getenv("PATH"))
	config := emptyConfig(t)
	config.CredentialsStore = "made"
	for answer, want := range map[string]string{
		`echo '{"Username":"<token>","Secret":"t"}'`:              `{"serveraddress":"a.test","identitytoken":"t"}`,
		`echo '{"Username":"u","Secret":"p"}'`:                    `{"username":"u","password":"p","serveraddress":"a.test"}`,
		`echo 'credentials not found in native keychain'; exit 1`: `{}`,
	} {
		if err := os.WriteFile(filepath.Join(bin, "docker-credential-made"), []byte("#!/bin/sh\n"+answer+"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
		got, err := config.credentials(t.Context(), "a.test", time.Minute)
		if err != nil {
			t.Errorf("%s: %v", answer, err)
		}
		if text, err := json.Marshal(got); err != nil || string(text) != want {
			t.Errorf("%s: %s, want %s, %v", answer, text, want, err)
		}
	}
	t.Setenv("DOCKER_AUTH_CONFIG", `{"auths":{"a.test":{"auth":"dTpw"}}}`)
	if got, err := config.credentials(t.Context(), "a.test", time.Minute); err != nil || got.Username != "u" {
		t.Errorf("DOCKER_AUTH_CONFIG: %+v, %v", got, err)
	}
}
