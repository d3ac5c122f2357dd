"""The engine against kits other people wrote: the DMN Technology Compatibility Kit."""
