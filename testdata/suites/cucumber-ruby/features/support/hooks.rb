require 'rspec/expectations'

Before('@before-fails') { raise 'the hook of @before-fails fails' }
After('@after-fails') { raise 'the hook of @after-fails fails' }
