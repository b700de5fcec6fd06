// The plugin that opens NumPy's files.
import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin,
} from '@jupyterlab/application';
import { IThemeManager, WidgetTracker } from '@jupyterlab/apputils';
import {
  ABCWidgetFactory,
  type DocumentRegistry,
  DocumentWidget,
  TextModelFactory,
} from '@jupyterlab/docregistry';
import type { Contents } from '@jupyterlab/services';
import { ITranslator } from '@jupyterlab/translation';
import { arrayIcon } from '../jupyter/icon.js';
import type { ThemeChanged } from '../jupyter/theme-changed.js';
import type { LiveSettings } from '../ui/settings.js';
import { setLanguage, trans } from '../ui/texts.js';
import { FileWidget } from './file-widget.js';

/** The same in every language, since saved layouts hold it. */
const factoryName = 'NumPy array';
const modelName = 'poolscope-bytes';

const createFileTypes = (): DocumentRegistry.IFileType[] => [
  { ...common, name: 'npy', displayName: trans.__('NumPy array'), extensions: ['.npy'] },
  { ...common, name: 'npz', displayName: trans.__('NumPy arrays'), extensions: ['.npz'] },
  { ...common, name: 'safetensors', displayName: 'safetensors', extensions: ['.safetensors'] },
];

const common = {
  mimeTypes: [],
  icon: arrayIcon,
  contentType: 'file',
  fileFormat: 'base64',
} as const;

/** A model that loads no content: JupyterLab would fetch the whole file, as base64 in JSON. */
class BytesModelFactory extends TextModelFactory {
  override get name(): string {
    return modelName;
  }

  override get fileFormat(): Contents.FileFormat {
    return null;
  }
}

type FileDocument = DocumentWidget<FileWidget>;

class FileFactory extends ABCWidgetFactory<FileDocument> {
  private readonly contents: Contents.IManager;
  private readonly themeChanged: ThemeChanged | undefined;
  private readonly settings: LiveSettings;

  constructor(
    options: DocumentRegistry.IWidgetFactoryOptions<FileDocument>,
    contents: Contents.IManager,
    themeChanged: ThemeChanged | undefined,
    settings: LiveSettings,
  ) {
    super(options);
    this.contents = contents;
    this.themeChanged = themeChanged;
    this.settings = settings;
  }

  protected createNewWidget(context: DocumentRegistry.Context): FileDocument {
    const { contents, themeChanged, settings } = this;
    const content = new FileWidget({ context, contents, themeChanged, settings });
    return new DocumentWidget({ content, context });
  }
}

/** Opens .npy and .npz files as heatmaps, and saved views in the explorer. */
export const filesPlugin = (settings: LiveSettings): JupyterFrontEndPlugin<void> => ({
  id: '@poolscope/labextension:files',
  description: 'Opens .npy and .npz files as heatmaps, and saved views in the explorer.',
  autoStart: true,
  optional: [IThemeManager, ILayoutRestorer, ITranslator],
  activate: (
    { docRegistry, serviceManager }: JupyterFrontEnd,
    themes: IThemeManager | null,
    restorer: ILayoutRestorer | null,
    translator: ITranslator | null,
  ): void => {
    setLanguage(translator);
    const fileTypes = createFileTypes();
    const names = fileTypes.map(({ name }) => name);
    for (const type of fileTypes) docRegistry.addFileType(type);
    docRegistry.addModelFactory(new BytesModelFactory());
    const factory = new FileFactory(
      {
        name: factoryName,
        label: trans.__('NumPy array'),
        modelName,
        fileTypes: names,
        defaultFor: names,
        readOnly: true,
      },
      serviceManager.contents,
      themes?.themeChanged,
      settings,
    );
    // With `exactOptionalPropertyTypes` the factory's optional fields don't fit the registry's type.
    docRegistry.addWidgetFactory(factory as DocumentRegistry.WidgetFactory);

    const tracker = new WidgetTracker<FileDocument>({ namespace: 'poolscope-files' });
    factory.widgetCreated.connect((_, widget) => {
      widget.title.icon = arrayIcon;
      widget.context.pathChanged.connect(() => void tracker.save(widget));
      void tracker.add(widget);
    });
    void restorer?.restore(tracker, {
      command: 'docmanager:open',
      args: ({ context }) => ({ path: context.path, factory: factoryName }),
      name: ({ context }) => context.path,
    });
  },
});
