# Prints the profiles of cucumber.yml, whose ERB is run as Cucumber runs it (profile_loader.rb): lists of arguments.
require 'erb'
require 'json'
require 'shellwords'
require 'yaml'
text = File.read(ARGV[0])
erb = RUBY_VERSION < '2.6' ? ERB.new(text, nil, '%') : ERB.new(text, trim_mode: '%')
yaml = erb.result(binding)
said = YAML.respond_to?(:unsafe_load) ? YAML.unsafe_load(yaml) : YAML.load(yaml)
said = said.map { |name, words| [name, words.is_a?(String) ? Shellwords.shellwords(words) : words] }.to_h
puts "\nbaleen-configuration: #{JSON.generate(said)}"
