// Nothing is imported from here: the examples are programs. See bots/ and demo/.
export {};
